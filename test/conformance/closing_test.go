package conformance

import (
	"fmt"
	"strings"
	"testing"
)

// Section 7.4: codes that an endpoint may send are answered with the same one.
func TestValidCloseCodes(t *testing.T) {
	for _, code := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3001, 3999, 4000, 4001, 4999} {
		for _, reason := range []string{"", "a reason", "причина", strings.Repeat("x", 123)} {
			t.Run(fmt.Sprintf("%d with %d bytes", code, len(reason)), func(t *testing.T) {
				each(t, func(t *testing.T, s *stack) {
					p := s.dial(t)
					p.send(closing(code, reason))
					if s.emptyClose {
						p.wantClose(1005)
					} else {
						p.wantClose(code)
					}
				})
			})
		}
	}
}

func TestClosing(t *testing.T) {
	rules := []rule{
		{
			name:  "5.5.1 a body of one byte",
			send:  []string{message(closes, "\x03")},
			close: protocolError,
		}, {
			name:  "5.5.1 a reason that isn't UTF-8",
			send:  []string{closing(1000, "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80\x65")},
			close: []int{1002, 1007},
		}, {
			name:  "5.5.1 a reason that ends in a character",
			send:  []string{closing(1000, greek[:len(greek)-1])},
			close: []int{1002, 1007},
		}, {
			name:  "5.5 a reason of 124 bytes",
			send:  []string{closing(1000, strings.Repeat("x", 124))},
			close: protocolError,
		}, {
			name:  "5.5.1 no body",
			send:  []string{message(closes, "")},
			close: []int{1005, 1000},
		},
	}
	for _, code := range []int{0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535} {
		rules = append(rules, rule{
			name:  fmt.Sprintf("7.4 code %d", code),
			send:  []string{closing(code, "")},
			close: protocolError,
		}, rule{
			name:  fmt.Sprintf("7.4 code %d with a reason", code),
			send:  []string{closing(code, "x")},
			close: protocolError,
		})
	}
	runRules(t, rules)
}

// Section 5.5.1: what has been sent before the close is answered; what comes behind
// is not, and is no fault either.
func TestBehindTheClose(t *testing.T) {
	each(t, func(t *testing.T, s *stack) {
		code := 1001
		if s.emptyClose {
			code = 1005
		}
		for name, behind := range map[string]string{
			"a message":          message(text, "behind"),
			"a ping":             message(ping, "behind"),
			"a close":            closing(1000, ""),
			"nonsense":           "\xff\xff\xff\xff",
			"half a frame":       message(text, "behind")[:3],
			"a long message":     message(binry, content(200_000, 100)),
			"a continuation":     message(cont, ""),
			"one without a mask": frame{first: fin | text, unmasked: true}.bytes(),
		} {
			t.Run(name, func(t *testing.T) {
				p := s.dial(t)
				p.send(message(text, "before"), message(ping, "before"), closing(1001, ""), behind)
				p.want(text, "before")
				p.want(pong, "before")
				p.wantClose(code)
			})
			t.Run(name+", in a message of fragments", func(t *testing.T) {
				p := s.dial(t)
				p.send(part(text, "never whole"), closing(1001, ""), message(cont, "")+behind)
				p.wantClose(code)
			})
		}
	})
}
