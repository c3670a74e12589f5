package main

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// handshakeFlags are who is let in, and how.
type handshakeFlags struct {
	origins      list
	subprotocols list
	timeout      time.Duration // 0: each module's own
}

// newHandshakeFlags: skynet doesn't look at Origin, and its modules have time-outs
// of their own.
func newHandshakeFlags(serve bool) *handshakeFlags {
	if serve {
		return &handshakeFlags{timeout: 3 * time.Second}
	}
	return &handshakeFlags{origins: list{items: []string{"*"}}}
}

func (f *handshakeFlags) addTo(fl *pflag.FlagSet) {
	under(fl, "Handshake", f.add)
}

func (f *handshakeFlags) add(fl *pflag.FlagSet) {
	fl.Var(&f.origins, "origin", "whose pages may connect besides those of this host: https://*.example.com,http://localhost:*; * is any; others get 403")
	fl.Var(&f.subprotocols, "subprotocol", "subprotocols that are known, the best first: the first that a client asks for is agreed on")
	timeout := "how long a client may take for its request (then 408), and on_handshake for its decision (503)"
	if f.timeout == 0 {
		timeout += "; 0: 3s, 10s for http.websocket"
	}
	fl.DurationVar(&f.timeout, "handshake-timeout", f.timeout, timeout)
}

func (f *handshakeFlags) check() error {
	for _, p := range f.origins.items {
		if err := wsbridge.CheckOrigin(p); err != nil {
			return fmt.Errorf("--origin %s: %w", p, err)
		}
	}
	for _, p := range f.subprotocols.items {
		if !wsbridge.CheckSubprotocol(p) {
			return fmt.Errorf("--subprotocol %s: not the name of a subprotocol", p)
		}
	}
	if f.timeout < 0 {
		return fmt.Errorf("--handshake-timeout %s: must not be negative", f.timeout)
	}
	return nil
}

func (f *handshakeFlags) apply(s *wsbridge.Server) {
	s.Config.Origins = f.origins.items
	s.Config.Subprotocols = f.subprotocols.items
	s.Config.HandshakeTimeout = f.timeout
}
