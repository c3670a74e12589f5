package conformance

import (
	"testing"
)

// A rule is a case: what a client sends after the handshake, and what has to come.
// The name is that of the rule, with its section of RFC 6455 if none is named
// otherwise.
type rule struct {
	name string
	send []string // each is written by itself

	// What comes, in this order.
	want []event

	// The codes of the Close frame that then comes. None: the connection
	// works on, and is closed by the client.
	close []int

	// What comes instead if http.websocket takes it: frames without a mask and
	// text that isn't UTF-8.
	lenient []event

	// compressed asks for permessage-deflate first.
	compressed bool
}

type event struct {
	opcode  byte
	payload string
}

// A fault of the protocol (section 7.4.1).
var protocolError = []int{1002}

// run plays the case. After a fault nothing may come that was sent behind it.
func (r rule) run(t *testing.T, s *stack) {
	want, codes := r.want, r.close
	if r.lenient != nil && s == &accept {
		want, codes = r.lenient, nil
	}
	var headers []string
	if r.compressed {
		headers = []string{"Sec-WebSocket-Extensions: permessage-deflate"}
	}
	p := s.dial(t, headers...)
	if r.compressed {
		p.agreed(t)
	}
	for _, part := range r.send {
		p.send(part)
	}
	for _, e := range want {
		p.want(e.opcode, e.payload)
	}
	if codes != nil {
		p.wantClose(codes...)
		return
	}
	const last = "all is well"
	p.send(message(text, last))
	p.want(text, last)
	p.leave(s)
}

func runRules(t *testing.T, rules []rule) {
	t.Helper()
	each(t, func(t *testing.T, s *stack) {
		for _, r := range rules {
			t.Run(r.name, func(t *testing.T) { r.run(t, s) })
		}
	})
}
