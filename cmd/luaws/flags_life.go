package main

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// lifeFlags are heartbeats and time-outs.
type lifeFlags struct {
	ping, pong, idle, write time.Duration
}

func newLifeFlags(serve bool) *lifeFlags {
	f := &lifeFlags{pong: 30 * time.Second}
	if serve {
		f.ping, f.write = 30*time.Second, 60*time.Second
	}
	return f
}

func (f *lifeFlags) addTo(fl *pflag.FlagSet) {
	under(fl, "Heartbeats and time-outs", f.add)
}

func (f *lifeFlags) add(fl *pflag.FlagSet) {
	fl.DurationVar(&f.ping, "ping-interval", f.ping, "how long nothing may come from a peer before it is sent a ping; 0: no pings")
	fl.DurationVar(&f.pong, "pong-timeout", f.pong, "how long nothing may come from it after a ping, before the connection is dropped")
	fl.DurationVar(&f.idle, "idle-timeout", 0, "how long no message may come from a client, before the connection is closed with 1001; 0: for ever")
	fl.DurationVar(&f.write, "write-timeout", f.write, "how long a peer may take nothing of what waits for it, before the connection is dropped; 0: for ever")
}

func (f *lifeFlags) check() error {
	for _, t := range []struct {
		name  string
		value time.Duration
	}{{"ping-interval", f.ping}, {"idle-timeout", f.idle}, {"write-timeout", f.write}} {
		if t.value < 0 {
			return fmt.Errorf("--%s %s: must not be negative", t.name, t.value)
		}
	}
	if f.pong <= 0 {
		return fmt.Errorf("--pong-timeout %s: must be more than 0", f.pong)
	}
	return nil
}

func (f *lifeFlags) apply(s *wsbridge.Server) {
	s.Config.PingInterval, s.Config.PongTimeout = f.ping, f.pong
	s.Config.IdleTimeout, s.Config.WriteTimeout = f.idle, f.write
}
