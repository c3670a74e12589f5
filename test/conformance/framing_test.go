package conformance

import (
	"fmt"
	"strings"
	"testing"
)

// Lengths at and around the ends of each form of the length field (section 5.2).
var edges = []int{0, 1, 2, 124, 125, 126, 127, 128, 254, 255, 256, 257, 65534, 65535, 65536, 65537, maxMessage - 1, maxMessage}

// Section 5.2: every length comes back, of texts and binaries.
func TestLengths(t *testing.T) {
	each(t, func(t *testing.T, s *stack) {
		p := s.dial(t)
		for _, opcode := range []byte{text, binry} {
			for _, n := range edges {
				payload := content(n, 5000)
				p.send(message(opcode, payload))
				p.want(opcode, payload)
			}
		}
		p.leave(s)
	})
}

// Section 5.2: frames may come in pieces of any size, cut anywhere.
func TestPieces(t *testing.T) {
	each(t, func(t *testing.T, s *stack) {
		p := s.dial(t)
		for _, n := range []int{0, 1, 125, 126, 300} {
			payload := content(n, 500)
			for _, f := range []string{message(text, payload), part(binry, payload) + message(cont, "")} {
				for i := range len(f) {
					p.send(f[i : i+1])
				}
				p.want(f[0]&0xf, payload)
			}
		}
		// Many frames at once, the last cut in its header.
		var all strings.Builder
		for i := range 200 {
			all.WriteString(message(text, fmt.Sprint(i)))
		}
		p.send(all.String() + message(binry, "cut")[:1])
		for i := range 200 {
			p.want(text, fmt.Sprint(i))
		}
		p.send(message(binry, "cut")[1:])
		p.want(binry, "cut")
		p.leave(s)
	})
}

// Section 5.4: fragments are joined, whatever their sizes and number.
func TestFragments(t *testing.T) {
	whole := content(1000, 2000)
	each(t, func(t *testing.T, s *stack) {
		p := s.dial(t)
		for _, opcode := range []byte{text, binry} {
			for _, size := range []int{1, 2, 125, 126, 999} {
				var f strings.Builder
				for i := 0; i < len(whole); i += size {
					first := byte(cont)
					if i == 0 {
						first = opcode
					}
					if i+size >= len(whole) {
						first |= fin
					}
					f.WriteString(frame{first: first, payload: whole[i:min(i+size, len(whole))]}.bytes())
				}
				p.send(f.String())
				p.want(opcode, whole)
			}
			p.send(part(opcode, ""), part(cont, ""), part(cont, "x"), part(cont, ""), message(cont, ""))
			p.want(opcode, "x")
			p.send(part(opcode, ""), message(cont, ""))
			p.want(opcode, "")
		}
		p.leave(s)
	})
}

func TestFraming(t *testing.T) {
	before := []event{{text, "before"}}
	rules := []rule{
		{
			name:  "5.4 a continuation that begins a message",
			send:  []string{message(text, "before"), message(cont, "x"), message(text, "behind")},
			want:  before,
			close: protocolError,
		}, {
			name:  "5.4 a continuation that begins a message and isn't its end",
			send:  []string{message(text, "before"), part(cont, "x"), message(cont, "y")},
			want:  before,
			close: protocolError,
		}, {
			name:  "5.4 a continuation behind a whole message of fragments",
			send:  []string{part(text, "be"), message(cont, "fore"), message(cont, "x")},
			want:  before,
			close: protocolError,
		}, {
			name:  "5.4 a text in the middle of a text",
			send:  []string{message(text, "before"), part(text, "x"), message(text, "y")},
			want:  before,
			close: protocolError,
		}, {
			name:  "5.4 a binary in the middle of a text",
			send:  []string{message(text, "before"), part(text, "x"), part(binry, "y")},
			want:  before,
			close: protocolError,
		}, {
			name:  "5.4 the fault is told at the frame's header, before its payload",
			send:  []string{part(text, "x"), message(text, "much of it")[:2]},
			close: protocolError,
		}, {
			name:    "5.1 a frame without a mask",
			send:    []string{message(text, "before"), frame{first: fin | text, payload: "bare", unmasked: true}.bytes()},
			want:    before,
			close:   protocolError,
			lenient: []event{{text, "before"}, {text, "bare"}},
		}, {
			name:    "5.1 a ping without a mask",
			send:    []string{frame{first: fin | ping, payload: "bare", unmasked: true}.bytes()},
			close:   protocolError,
			lenient: []event{{pong, "bare"}},
		}, {
			name:    "5.1 a fragment without a mask behind one with",
			send:    []string{part(text, "x"), frame{first: fin | cont, payload: "y", unmasked: true}.bytes()},
			close:   protocolError,
			lenient: []event{{text, "xy"}},
		}, {
			name:  "5.2 a 64 bit length with its highest bit set",
			send:  []string{message(text, "before"), frame{first: fin | binry, form: 64, length: 1<<63 | 5}.bytes()},
			want:  before,
			close: []int{1002, 1009},
		}, {
			name:  "7.4.1 a length over the limit is told at the header",
			send:  []string{message(text, "before"), frame{first: fin | binry, length: maxMessage + 1}.bytes()},
			want:  before,
			close: []int{1009},
		}, {
			name:  "7.4.1 a length of an exbibyte",
			send:  []string{frame{first: fin | binry, form: 64, length: 1 << 60}.bytes()},
			close: []int{1009},
		}, {
			name:  "7.4.1 fragments over the limit together",
			send:  []string{part(binry, content(maxMessage-5, 100)), part(cont, "12345"), frame{first: cont, length: 1}.bytes()},
			close: []int{1009},
		}, {
			name: "5.4 fragments that are the limit together",
			send: []string{part(binry, content(maxMessage-5, 100)), message(cont, "12345")},
			want: []event{{binry, content(maxMessage-5, 100) + "12345"}},
		},
	}
	kinds := []struct {
		name  string
		first byte
		begin string // what has to come before
	}{
		{"text", fin | text, ""},
		{"binary", fin | binry, ""},
		{"the first fragment", text, ""},
		{"a continuation", fin | cont, part(text, "x")},
		{"close", fin | closes, ""},
		{"ping", fin | ping, ""},
		{"pong", fin | pong, ""},
		{"ping between fragments", fin | ping, part(text, "x")},
	}
	for _, k := range kinds {
		for bits := byte(rsv3); bits <= rsv1|rsv2|rsv3; bits += rsv3 {
			f := frame{first: k.first | bits}
			rules = append(rules,
				rule{
					name:  fmt.Sprintf("5.2 reserved bits %03b of %s", bits>>4, k.name),
					send:  []string{message(text, "before"), k.begin, f.bytes(), message(text, "behind")},
					want:  before,
					close: protocolError,
				},
				rule{
					name:  fmt.Sprintf("5.2 reserved bits %03b of %s, told by the first byte", bits>>4, k.name),
					send:  []string{k.begin, f.bytes()[:1]},
					close: protocolError,
				})
			// With permessage-deflate, only the first bit of a message's
			// first frame has a meaning (RFC 7692 section 6).
			if bits == rsv1 && k.first&0xf != cont && k.first&0xf < closes {
				continue
			}
			rules = append(rules, rule{
				name:       fmt.Sprintf("RFC 7692, 6: reserved bits %03b of %s, with compression", bits>>4, k.name),
				send:       []string{message(text, "before"), k.begin, f.bytes(), message(text, "behind")},
				want:       before,
				close:      protocolError,
				compressed: true,
			})
		}
	}
	for _, opcode := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		for name, first := range map[string]byte{"": fin | opcode, " without FIN": opcode} {
			rules = append(rules,
				rule{
					name:  fmt.Sprintf("5.2 reserved opcode %d%s", opcode, name),
					send:  []string{message(text, "before"), frame{first: first, payload: "x"}.bytes(), message(text, "behind")},
					want:  before,
					close: protocolError,
				},
				rule{
					name:  fmt.Sprintf("5.2 reserved opcode %d%s between fragments, told by the first byte", opcode, name),
					send:  []string{part(text, "x"), string([]byte{first})},
					close: protocolError,
				})
		}
	}
	runRules(t, rules)
}
