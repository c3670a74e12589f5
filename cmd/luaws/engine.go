package main

import (
	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// A topic is flags of the websocket engine that belong together. Each flag is
// also a key of a project's config: --ping-interval is ping_interval there.
type topic interface {
	// addTo adds the flags, under a heading of --help.
	addTo(fl *pflag.FlagSet)

	// check names the flag that is wrong, and its value: "--name value: problem".
	check() error

	apply(s *wsbridge.Server)
}

// engine is all topics that serve and run have in common, in the order of --help.
type engine []topic

// newEngine has the defaults of serve or of run: for the handlers of a project,
// nothing happens that skynet doesn't do, unless they ask for it.
func newEngine(serve bool) engine {
	return engine{&proxyFlags{}, newHandshakeFlags(serve), newLifeFlags(serve), newLimitFlags(serve), newQueueFlags(serve), newCompressFlags()}
}

func (e engine) addTo(fl *pflag.FlagSet) {
	for _, t := range e {
		t.addTo(fl)
	}
}

func (e engine) check() error {
	for _, t := range e {
		if err := t.check(); err != nil {
			return err
		}
	}
	return nil
}

func (e engine) apply(s *wsbridge.Server) {
	for _, t := range e {
		t.apply(s)
	}
}
