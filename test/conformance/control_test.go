package conformance

import (
	"fmt"
	"strings"
	"testing"
)

// Section 5.5.3: a pong has the payload of its ping, of each length there is.
func TestPingLengths(t *testing.T) {
	each(t, func(t *testing.T, s *stack) {
		p := s.dial(t)
		for n := range 126 {
			payload := string(make([]byte, n/2)) + strings.Repeat("\xff", n-n/2)
			p.send(message(ping, payload))
			p.want(pong, payload)
		}
		p.leave(s)
	})
}

// Section 5.4: control frames between the fragments of a message are answered
// before it is whole.
func TestControlBetweenFragments(t *testing.T) {
	each(t, func(t *testing.T, s *stack) {
		p := s.dial(t)
		for _, opcode := range []byte{text, binry} {
			p.send(part(opcode, "a"))
			for i := range 5 {
				payload := fmt.Sprint("ping ", i)
				p.send(message(pong, "nobody asked"), message(ping, payload))
				p.want(pong, payload)
				p.send(part(cont, fmt.Sprint(i)))
			}
			p.send(message(cont, "z"))
			p.want(opcode, "a01234z")
		}
		// All in one segment.
		p.send(part(text, "a") + message(ping, "1") + part(cont, "b") + message(ping, "2") + message(cont, "c"))
		p.want(pong, "1")
		p.want(pong, "2")
		p.want(text, "abc")
		p.leave(s)
	})
}

func TestControl(t *testing.T) {
	long := strings.Repeat("x", 126)
	rules := []rule{
		{
			name: "5.5.3 pongs that nobody asked for",
			send: []string{message(pong, ""), message(pong, "x"), message(pong, strings.Repeat("x", 125)), message(text, "on")},
			want: []event{{text, "on"}},
		}, {
			name: "5.5.2 ten pings at once",
			send: []string{strings.Repeat(message(ping, "x"), 10)},
			want: []event{{pong, "x"}, {pong, "x"}, {pong, "x"}, {pong, "x"}, {pong, "x"}, {pong, "x"}, {pong, "x"}, {pong, "x"}, {pong, "x"}, {pong, "x"}},
		}, {
			name: "5.5.2 a ping before and behind a message keeps its place",
			send: []string{message(ping, "1") + message(text, "2") + message(ping, "3")},
			want: []event{{pong, "1"}, {text, "2"}, {pong, "3"}},
		}, {
			name: "5.5 a ping in pieces",
			send: strings.SplitAfter(message(ping, "in pieces"), ""),
			want: []event{{pong, "in pieces"}},
		}, {
			name:       "RFC 7692, 6.1: control frames are not compressed",
			send:       []string{message(ping, strings.Repeat("x", 125))},
			want:       []event{{pong, strings.Repeat("x", 125)}},
			compressed: true,
		},
	}
	for name, opcode := range map[string]byte{"close": closes, "ping": ping, "pong": pong} {
		rules = append(rules,
			rule{
				name:  "5.5 a " + name + " of 126 bytes",
				send:  []string{message(opcode, long), message(text, "behind")},
				close: protocolError,
			}, rule{
				name:  "5.5 a " + name + " of 126 bytes is told at the header",
				send:  []string{message(opcode, long)[:2]},
				close: protocolError,
			}, rule{
				name:  "5.5 a " + name + " with a 64 bit length",
				send:  []string{frame{first: fin | opcode, payload: strings.Repeat("x", 1<<16)}.bytes()[:10]},
				close: protocolError,
			}, rule{
				name:  "5.5 a " + name + " without FIN",
				send:  []string{part(opcode, ""), message(cont, "")},
				close: protocolError,
			}, rule{
				name:  "5.5 a " + name + " without FIN between fragments",
				send:  []string{part(text, "x"), part(opcode, "")},
				close: protocolError,
			})
	}
	runRules(t, rules)
}
