package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// queueFlags are what becomes of messages for a peer that doesn't read.
type queueFlags struct {
	serve bool
	size  size // 0: each module's own
	slow  slowPolicy
}

func newQueueFlags(serve bool) *queueFlags {
	f := &queueFlags{serve: serve}
	if serve {
		f.size = 4 << 20
	}
	return f
}

func (f *queueFlags) addTo(fl *pflag.FlagSet) {
	under(fl, "Slow clients", f.add)
}

func (f *queueFlags) add(fl *pflag.FlagSet) {
	queue := "how much may wait for a client that doesn't read, in bytes or as 64KB or 4MB"
	if !f.serve {
		queue += "; 0: 4MB, 64MB for http.websocket"
	}
	fl.Var(&f.size, "send-queue", queue)
	fl.Var(&f.slow, "slow-consumer", "what happens to a message for a client for which so much waits: close the connection with 1008, drop-oldest (of what waits), drop-newest (the message)")
}

func (f *queueFlags) check() error {
	if f.serve && f.size == 0 {
		return errors.New("--send-queue 0: must be at least 1")
	}
	return nil
}

func (f *queueFlags) apply(s *wsbridge.Server) {
	s.Config.SendQueue, s.Config.Slow = int(f.size), wsbridge.SlowPolicy(f.slow)
}

// slowPolicy is a flag for a wsbridge.SlowPolicy.
type slowPolicy wsbridge.SlowPolicy

var slowPolicies = []string{
	wsbridge.CloseSlow:  "close",
	wsbridge.DropOldest: "drop-oldest",
	wsbridge.DropNewest: "drop-newest",
}

func (p *slowPolicy) Type() string   { return "POLICY" }
func (p *slowPolicy) String() string { return slowPolicies[*p] }

func (p *slowPolicy) Set(text string) error {
	i := slices.Index(slowPolicies, text)
	if i < 0 {
		return fmt.Errorf("must be one of %s", strings.Join(slowPolicies, ", "))
	}
	*p = slowPolicy(i)
	return nil
}
