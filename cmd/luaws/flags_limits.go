package main

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// limitFlags are what all clients together, those of one address, and one of them
// may have.
type limitFlags struct {
	serve       bool
	connections int
	perAddress  int
	accepts     int // serve only: scripts listen themselves
	messages    int
	bytes       size
}

func newLimitFlags(serve bool) *limitFlags { return &limitFlags{serve: serve} }

func (f *limitFlags) addTo(fl *pflag.FlagSet) {
	under(fl, "Limits", f.add)
}

func (f *limitFlags) add(fl *pflag.FlagSet) {
	without := "no limit"
	if f.serve {
		without = "as many as the limit of open files has room for"
	}
	fl.IntVar(&f.connections, "max-connections", 0, "connections at most; another client gets 503; 0: "+without)
	fl.IntVar(&f.perAddress, "max-per-address", 0, "connections from one address (IPv6: from one /64) at most; another one gets 429; 0: no limit")
	if f.serve {
		fl.IntVar(&f.accepts, "accept-rate", 0, "clients accepted in a second; others wait; 0: no limit")
	}
	fl.IntVar(&f.messages, "message-rate", 0, "messages, pings and pongs of a client in a second, before it is closed with 1008; 0: no limit")
	fl.Var(&f.bytes, "byte-rate", "bytes of a client in a second, as 65535 or 64KB, before it is closed with 1008; 0: no limit")
}

func (f *limitFlags) check() error {
	for _, n := range []struct {
		name  string
		value int
	}{
		{"max-connections", f.connections}, {"max-per-address", f.perAddress},
		{"accept-rate", f.accepts}, {"message-rate", f.messages},
	} {
		if n.value < 0 {
			return fmt.Errorf("--%s %d: must not be negative", n.name, n.value)
		}
	}
	return nil
}

func (f *limitFlags) apply(s *wsbridge.Server) {
	s.MaxConnections, s.MaxPerAddress, s.AcceptRate = f.connections, f.perAddress, f.accepts
	s.Config.MessageRate, s.Config.ByteRate = f.messages, int(f.bytes)
	if f.serve {
		s.FitFiles()
	}
}
