package conformance

import (
	"strconv"
	"strings"
	"testing"
)

// An agreement is what a server's answer says (RFC 7692 section 7.1).
type agreement struct {
	serverFresh, clientFresh   bool // no context takeover
	serverWindow, clientWindow int  // bits
	clientNamed                bool // client_max_window_bits was in the answer
}

// parse reads an answer to permessage-deflate; it must be well-formed.
func parse(t testing.TB, answer string) agreement {
	t.Helper()
	a := agreement{serverWindow: 15, clientWindow: 15}
	params := strings.Split(answer, ";")
	if strings.TrimSpace(params[0]) != "permessage-deflate" || strings.Contains(answer, ",") {
		t.Fatalf("answer %q", answer)
	}
	seen := map[string]bool{}
	for _, param := range params[1:] {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if seen[name] {
			t.Fatalf("answer %q: twice %s", answer, name)
		}
		seen[name] = true
		bits := func() int {
			n, err := strconv.Atoi(value)
			if err != nil || n < 8 || n > 15 || value[0] == '0' {
				t.Fatalf("answer %q: %s", answer, param)
			}
			return n
		}
		switch name {
		case "server_no_context_takeover":
			a.serverFresh = true
		case "client_no_context_takeover":
			a.clientFresh = true
		case "server_max_window_bits":
			a.serverWindow = bits()
			continue
		case "client_max_window_bits":
			a.clientWindow, a.clientNamed = bits(), true
			continue
		default:
			t.Fatalf("answer %q: %s", answer, name)
		}
		if value != "" {
			t.Fatalf("answer %q: %s has a value", answer, name)
		}
	}
	return a
}

// agreed reads the server's answer, and makes the peer understand what follows.
func (p *peer) agreed(t testing.TB) agreement {
	t.Helper()
	a := parse(t, p.extended)
	p.in = &inflate{takeover: !a.serverFresh, limit: 1 << a.serverWindow}
	return a
}

// Section 7.1: which offers are accepted, and what the answer must keep to.
func TestOffers(t *testing.T) {
	const declined = 0
	for _, tt := range []struct {
		name   string
		offers []string // header lines
		server int      // bits of the server's window at most; declined
	}{
		{"plain", []string{"permessage-deflate"}, 15},
		{"7.1.1.1 server_no_context_takeover", []string{"permessage-deflate; server_no_context_takeover"}, 15},
		{"7.1.1.2 client_no_context_takeover", []string{"permessage-deflate; client_no_context_takeover"}, 15},
		{"7.1.2.1 server_max_window_bits=15", []string{"permessage-deflate; server_max_window_bits=15"}, 15},
		{"7.1.2.1 server_max_window_bits=14", []string{"permessage-deflate; server_max_window_bits=14"}, 14},
		{"7.1.2.1 server_max_window_bits=13", []string{"permessage-deflate; server_max_window_bits=13"}, 13},
		{"7.1.2.1 server_max_window_bits=12", []string{"permessage-deflate; server_max_window_bits=12"}, 12},
		{"7.1.2.1 server_max_window_bits=11", []string{"permessage-deflate; server_max_window_bits=11"}, 11},
		{"7.1.2.1 server_max_window_bits=10", []string{"permessage-deflate; server_max_window_bits=10"}, 10},
		{"7.1.2.1 server_max_window_bits=9", []string{"permessage-deflate; server_max_window_bits=9"}, 9},
		{"7.1.2.1 server_max_window_bits=8", []string{"permessage-deflate; server_max_window_bits=8"}, 8},
		{"7.1.2.2 client_max_window_bits", []string{"permessage-deflate; client_max_window_bits"}, 15},
		{"7.1.2.2 client_max_window_bits=8", []string{"permessage-deflate; client_max_window_bits=8"}, 15},
		{"7.1.2.2 client_max_window_bits=15", []string{"permessage-deflate; client_max_window_bits=15"}, 15},
		{"all four", []string{"permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=11"}, 10},
		{"RFC 6455, 9.1: a quoted value", []string{`permessage-deflate; server_max_window_bits="10"`}, 10},
		{"RFC 6455, 9.1: spaces", []string{"  permessage-deflate ;\tserver_max_window_bits = 10 ; client_max_window_bits "}, 10},
		{"as a browser offers it", []string{"permessage-deflate; client_max_window_bits"}, 15},
		{"another extension", []string{"x-webkit-deflate-frame"}, declined},
		{"another extension before it", []string{"x-webkit-deflate-frame, permessage-deflate"}, 15},
		{"another extension behind it", []string{"permessage-deflate, permessage-bzip2; level=9"}, 15},
		{"in the second header line", []string{"permessage-foo; a; b=c", "permessage-deflate"}, 15},
		{"5.1 the first of two offers", []string{"permessage-deflate; server_max_window_bits=10, permessage-deflate"}, 10},
		{"5.1 the second, as the first has an unknown parameter", []string{"permessage-deflate; window=1, permessage-deflate; server_max_window_bits=11"}, 11},
		{"5.1 the second, as the first has a bad value", []string{"permessage-deflate; server_max_window_bits=16, permessage-deflate; server_max_window_bits=12"}, 12},
		{"5.1 the third", []string{"permessage-deflate; server_no_context_takeover=1, permessage-deflate; x", "permessage-deflate; server_max_window_bits=9"}, 9},
		{"7.1 an unknown parameter", []string{"permessage-deflate; max_window_bits=10"}, declined},
		{"7.1 a parameter twice", []string{"permessage-deflate; server_max_window_bits=10; server_max_window_bits=10"}, declined},
		{"7.1 a parameter without value twice", []string{"permessage-deflate; client_no_context_takeover; client_no_context_takeover"}, declined},
		{"7.1 client_max_window_bits twice", []string{"permessage-deflate; client_max_window_bits; client_max_window_bits=10"}, declined},
		{"7.1.1.1 server_no_context_takeover with a value", []string{"permessage-deflate; server_no_context_takeover=true"}, declined},
		{"7.1.1.2 client_no_context_takeover with a value", []string{"permessage-deflate; client_no_context_takeover=1"}, declined},
		{"7.1.2.1 server_max_window_bits without a value", []string{"permessage-deflate; server_max_window_bits"}, declined},
		{"7.1.2.1 server_max_window_bits=7", []string{"permessage-deflate; server_max_window_bits=7"}, declined},
		{"7.1.2.1 server_max_window_bits=16", []string{"permessage-deflate; server_max_window_bits=16"}, declined},
		{"7.1.2.1 server_max_window_bits=0", []string{"permessage-deflate; server_max_window_bits=0"}, declined},
		{"7.1.2.1 server_max_window_bits=09", []string{"permessage-deflate; server_max_window_bits=09"}, declined},
		{"7.1.2.1 server_max_window_bits=+9", []string{"permessage-deflate; server_max_window_bits=+9"}, declined},
		{"7.1.2.1 server_max_window_bits=1e1", []string{"permessage-deflate; server_max_window_bits=1e1"}, declined},
		{"7.1.2.1 server_max_window_bits=ten", []string{"permessage-deflate; server_max_window_bits=ten"}, declined},
		{"7.1.2.1 server_max_window_bits=", []string{"permessage-deflate; server_max_window_bits="}, declined},
		{"7.1.2.1 server_max_window_bits=99999999999999999999", []string{"permessage-deflate; server_max_window_bits=99999999999999999999"}, declined},
		{"7.1.2.2 client_max_window_bits=7", []string{"permessage-deflate; client_max_window_bits=7"}, declined},
		{"7.1.2.2 client_max_window_bits=16", []string{"permessage-deflate; client_max_window_bits=16"}, declined},
		{"7.1.2.2 client_max_window_bits=08", []string{"permessage-deflate; client_max_window_bits=08"}, declined},
		{"7.1.2.2 client_max_window_bits=-9", []string{"permessage-deflate; client_max_window_bits=-9"}, declined},
		{"another case is another name", []string{"permessage-deflate; Server_Max_Window=10"}, declined},
		{"no offer", nil, declined},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *stack) {
				var headers []string
				for _, offer := range tt.offers {
					headers = append(headers, "Sec-WebSocket-Extensions: "+offer)
				}
				p := s.dial(t, headers...)
				if tt.server == declined {
					if p.extended != "" {
						t.Fatalf("answer %q, want none", p.extended)
					}
					// Nothing is compressed, and nothing may be.
					p.send(message(text, strings.Repeat("x", 5000)))
					p.want(text, strings.Repeat("x", 5000))
					p.send(frame{first: fin | rsv1 | text, payload: deflate(1, "x")}.bytes())
					p.wantClose(1002)
					return
				}
				a := p.agreed(t)
				all := strings.Join(tt.offers, ",")
				if a.serverWindow > tt.server {
					t.Errorf("answer %q: a window of %d bits, want %d at most", p.extended, a.serverWindow, tt.server)
				}
				if tt.server < 15 && !strings.Contains(p.extended, "server_max_window_bits=") {
					t.Errorf("answer %q: doesn't say that the window is accepted", p.extended)
				}
				if strings.Contains(all, "server_no_context_takeover") && strings.Count(all, ",") == 0 && !a.serverFresh {
					t.Errorf("answer %q: doesn't say that there is no takeover", p.extended)
				}
				if a.clientNamed && !strings.Contains(all, "client_max_window_bits") {
					t.Errorf("answer %q: the client has offered no window", p.extended)
				}
				p.echoDeflated(t, a)
				p.leave(s)
			})
		})
	}
}

// echoDeflated sends messages of all kinds and wants them back, within the windows.
func (p *peer) echoDeflated(t *testing.T, a agreement) {
	t.Helper()
	level := 6
	if a.clientWindow < 15 {
		level = -2 // flate.HuffmanOnly: refers to nothing
	}
	for _, period := range []int{10, 300, 600, 3000} {
		msg := content(8_000, period)
		p.send(frame{first: fin | rsv1 | text, payload: deflate(level, msg)}.bytes())
		p.want(text, msg)
	}
}

// Section 7.2.1: messages of all lengths, deflated and not, whole and in
// fragments, come back.
func TestDeflatedLengths(t *testing.T) {
	type pair struct{ msg, deflated string }
	var messages []pair
	for _, n := range edges {
		msg := content(n, 700)
		messages = append(messages, pair{msg, deflate(1, msg)})
	}
	each(t, func(t *testing.T, s *stack) {
		for _, window := range []string{"", "; server_max_window_bits=9", "; server_max_window_bits=12"} {
			p := s.dial(t, "Sec-WebSocket-Extensions: permessage-deflate"+window)
			p.agreed(t)
			for _, m := range messages {
				msg, d := m.msg, m.deflated
				if len(msg) > 1000 && window != "" && len(msg) != 65537 {
					continue
				}
				for _, opcode := range []byte{text, binry} {
					if len(msg) > 100_000 && opcode == text {
						continue
					}
					p.send(frame{first: fin | rsv1 | opcode, payload: d}.bytes())
					p.want(opcode, msg)
					p.send(message(opcode, msg)) // section 6.1: not deflated
					p.want(opcode, msg)
					p.send(part(rsv1|opcode, d[:len(d)/3]), message(ping, "in between"), part(cont, d[len(d)/3:]), message(cont, ""))
					p.want(pong, "in between")
					p.want(opcode, msg)
				}
			}
			p.leave(s)
		}
	})
}

// Section 7.1.2.1: with every window, messages that would profit from a longer one
// keep to it. The inflater sees to that.
func TestWindows(t *testing.T) {
	for bits := 8; bits <= 15; bits++ {
		t.Run(strconv.Itoa(bits), func(t *testing.T) {
			each(t, func(t *testing.T, s *stack) {
				p := s.dial(t, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits="+strconv.Itoa(bits))
				if a := p.agreed(t); a.serverWindow > bits {
					t.Fatalf("answer %q", p.extended)
				}
				for _, period := range []int{1<<bits - 1, 1 << bits, 1<<bits + 1, 1<<bits + 50, 3 << bits} {
					half := content(period/2, period)
					msg := strings.Repeat(half+strings.Repeat("x", period-len(half)), 3)
					p.send(message(binry, msg))
					p.want(binry, msg)
				}
				if p.in.farthest == 0 {
					t.Error("nothing was deflated")
				}
				p.leave(s)
			})
		})
	}
}

// What is agreed on is used: a long text that repeats itself comes back short.
func TestAnswersAreDeflated(t *testing.T) {
	each(t, func(t *testing.T, s *stack) {
		p := s.dial(t, "Sec-WebSocket-Extensions: permessage-deflate")
		p.agreed(t)
		msg := content(60_000, 100)
		p.send(message(text, msg))
		n := 0
		for begun := false; ; begun = true {
			first, part, err := readFrame(p.br)
			if err != nil {
				t.Fatal(err)
			}
			if begun == (first&rsv1 != 0) {
				t.Errorf("first byte %#x", first)
			}
			if n += len(part); first&fin != 0 {
				break
			}
		}
		if n > len(msg)/10 {
			t.Errorf("%d bytes come back as %d", len(msg), n)
		}
	})
}

func TestDeflated(t *testing.T) {
	hello := deflate(-1, "Hello")
	long := content(5000, 100)
	bomb := deflate(1, strings.Repeat("\x00", 20*maxMessage))
	rsv := func(first byte, payload string) string { return frame{first: first | rsv1, payload: payload}.bytes() }
	data := []int{1002, 1007}
	rules := []rule{
		{
			name: "7.2.3.1 a message with a fixed code",
			send: []string{rsv(fin|text, "\xf2\x48\xcd\xc9\xc9\x07\x00")},
			want: []event{{text, "Hello"}},
		}, {
			name: "7.2.3.1 the same in two fragments",
			send: []string{rsv(text, "\xf2\x48\xcd"), message(cont, "\xc9\xc9\x07\x00")},
			want: []event{{text, "Hello"}},
		}, {
			name: "7.2.3.3 a block without compression",
			send: []string{rsv(fin|text, "\x00\x05\x00\xfa\xffHello\x00")},
			want: []event{{text, "Hello"}},
		}, {
			name: "7.2.3.4 a final block",
			send: []string{rsv(fin|text, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00")},
			want: []event{{text, "Hello"}},
		}, {
			name: "7.2.3.5 two blocks",
			send: []string{rsv(fin|text, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00")},
			want: []event{{text, "Hello"}},
		}, {
			name: "7.2.3.6 an empty message",
			send: []string{rsv(fin|text, "\x00"), rsv(fin|binry, "\x00")},
			want: []event{{text, ""}, {binry, ""}},
		}, {
			name: "7.2.1 many blocks, flushed",
			send: []string{rsv(fin|binry, deflate(6, strings.Split(long, "")[:2000]...))},
			want: []event{{binry, long[:2000]}},
		}, {
			name: "6.1 byte by byte, in fragments of one byte",
			send: append(append([]string{rsv(text, "")}, fragments(deflate(6, long))...), message(cont, "")),
			want: []event{{text, long}},
		}, {
			name: "6.1 deflated and not in turn",
			send: []string{rsv(fin|text, hello), message(text, "Hello"), rsv(fin|binry, hello), message(binry, "Hello")},
			want: []event{{text, "Hello"}, {text, "Hello"}, {binry, "Hello"}, {binry, "Hello"}},
		}, {
			name:  "6.2 RSV1 of a continuation of a deflated message",
			send:  []string{rsv(text, hello[:2]), rsv(fin|cont, hello[2:])},
			close: protocolError,
		}, {
			name:  "6.1 RSV1 of a ping between fragments",
			send:  []string{rsv(text, hello[:2]), rsv(fin|ping, "")},
			close: protocolError,
		}, {
			name:  "7.2.2 no DEFLATE data",
			send:  []string{rsv(fin|text, "\xff\xff\xff\xff")},
			close: data,
		}, {
			name:  "7.2.2 a stored block with a false length",
			send:  []string{rsv(fin|binry, "\x00\x05\x00\x00\x00Hello\x00")},
			close: data,
		}, {
			name:  "7.2.2 a reference to what isn't there",
			send:  []string{rsv(fin|binry, "\xf2\x00\x11\x00\x00")},
			close: data,
		}, {
			name:  "7.2.2 data that ends in a block",
			send:  []string{rsv(fin|binry, deflate(6, long)[:50])},
			close: data,
		}, {
			name:  "RFC 6455, 7.4.1: more than the limit when inflated",
			send:  []string{rsv(fin|binry, bomb)},
			close: []int{1009},
		}, {
			name:  "RFC 6455, 7.4.1: the same in fragments",
			send:  append([]string{rsv(binry, "")}, message(cont, bomb)),
			close: []int{1009},
		}, {
			name:  "RFC 6455, 7.4.1: one byte more than the limit",
			send:  []string{rsv(fin|binry, deflate(1, strings.Repeat("x", maxMessage+1)))},
			close: []int{1009},
		}, {
			name:    "RFC 6455, 8.1: not UTF-8 when inflated",
			send:    []string{rsv(fin|text, deflate(6, greek+"\xed\xa0\x80"))},
			close:   []int{1007},
			lenient: []event{{text, greek + "\xed\xa0\x80"}},
		}, {
			name:    "RFC 6455, 8.1: not UTF-8 at the end when inflated",
			send:    []string{rsv(fin|text, deflate(6, greek+"\xce"))},
			close:   []int{1007},
			lenient: []event{{text, greek + "\xce"}},
		},
	}
	for i := range rules {
		if !strings.HasPrefix(rules[i].name, "RFC") {
			rules[i].name = "RFC 7692, " + rules[i].name
		}
		rules[i].compressed = true
	}
	runRules(t, rules)
}

// fragments are continuations of one byte each, none of them the last.
func fragments(s string) []string {
	var f []string
	for i := range len(s) {
		f = append(f, part(cont, s[i:i+1]))
	}
	return f
}
