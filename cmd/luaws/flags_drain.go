package main

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// drainFlags are how luaws ends.
type drainFlags struct {
	timeout time.Duration
	code    int
}

func (f *drainFlags) addTo(fl *pflag.FlagSet) {
	under(fl, "The end", f.add)
}

func (f *drainFlags) add(fl *pflag.FlagSet) {
	fl.DurationVar(&f.timeout, "drain-timeout", 10*time.Second, "how long closing may take on SIGINT, SIGTERM or SIGUSR2; what is left is cut off")
	fl.IntVar(&f.code, "drain-code", wsbridge.CloseGoingAway, "close code of all connections then: 1001, 1012 (service restart), 1013 (try again later), or 3000 to 4999, which are the application's")
}

func (f *drainFlags) check() error {
	switch {
	case f.timeout < 0:
		return fmt.Errorf("--drain-timeout %s: must not be negative", f.timeout)
	case f.code == wsbridge.CloseGoingAway, f.code == 1012, f.code == 1013, f.code >= 3000 && f.code <= 4999:
		return nil
	}
	return fmt.Errorf("--drain-code %d: must be 1001, 1012, 1013, or from 3000 to 4999", f.code)
}

func (f *drainFlags) apply(s *wsbridge.Server) { s.DrainCode = f.code }
