package main

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// handshake is who is let in, and how.
type handshake struct {
	origins      list
	subprotocols list
	timeout      time.Duration // 0: each module's own
}

// newHandshake: skynet doesn't look at Origin, and its modules have time-outs
// of their own.
func newHandshake(serve bool) *handshake {
	if serve {
		return &handshake{timeout: 3 * time.Second}
	}
	return &handshake{origins: list{items: []string{"*"}}}
}

func (h *handshake) addTo(fl *pflag.FlagSet) {
	under(fl, "Handshake", h.add)
}

func (h *handshake) add(fl *pflag.FlagSet) {
	fl.Var(&h.origins, "origin", "whose pages may connect besides those of this host: https://*.example.com,http://localhost:*; * is any; others get 403")
	fl.Var(&h.subprotocols, "subprotocol", "subprotocols that are known, the best first: the first that a client asks for is agreed on")
	timeout := "how long a client may take for its request (then 408), and on_handshake for its decision (503)"
	if h.timeout == 0 {
		timeout += "; 0: 3s, 10s for http.websocket"
	}
	fl.DurationVar(&h.timeout, "handshake-timeout", h.timeout, timeout)
}

func (h *handshake) check() error {
	for _, p := range h.origins.items {
		if err := wsbridge.CheckOrigin(p); err != nil {
			return fmt.Errorf("--origin %s: %w", p, err)
		}
	}
	for _, p := range h.subprotocols.items {
		if !wsbridge.CheckSubprotocol(p) {
			return fmt.Errorf("--subprotocol %s: not the name of a subprotocol", p)
		}
	}
	if h.timeout < 0 {
		return fmt.Errorf("--handshake-timeout %s: must not be negative", h.timeout)
	}
	return nil
}

func (h *handshake) apply(s *wsbridge.Server) {
	s.Config.Origins = h.origins.items
	s.Config.Subprotocols = h.subprotocols.items
	s.Config.HandshakeTimeout = h.timeout
}
