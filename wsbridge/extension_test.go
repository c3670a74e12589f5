package wsbridge

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestAnswerDeflate(t *testing.T) {
	const plain = deflateName + noTakeover
	for _, tt := range []struct {
		offers string // lines
		window int
		answer string
	}{
		{"", 0, ""},
		{"permessage-deflate", 15, plain},
		{"permessage-deflate; client_max_window_bits", 15, plain},
		{"permessage-deflate; client_max_window_bits=8", 15, plain},
		{"permessage-deflate; client_no_context_takeover; server_no_context_takeover", 15, plain},
		{"permessage-deflate; server_max_window_bits=8", 8, plain + "; server_max_window_bits=8"},
		{`permessage-deflate ;	server_max_window_bits = "10"`, 10, plain + "; server_max_window_bits=10"},
		{`permessage-deflate; server_max_window_bits="1\5"`, 15, plain + "; server_max_window_bits=15"},
		{"permessage-deflate; server_max_window_bits=9, permessage-deflate", 9, plain + "; server_max_window_bits=9"},
		{"permessage-deflate; server_max_window_bits=7, permessage-deflate", 15, plain},
		{"x-webkit-deflate-frame, , permessage-deflate", 15, plain},
		{"foo; a=1; b=\"c\"\npermessage-deflate", 15, plain},

		{"permessage-deflate; server_max_window_bits", 0, ""},
		{"permessage-deflate; server_max_window_bits=7", 0, ""},
		{"permessage-deflate; server_max_window_bits=16", 0, ""},
		{"permessage-deflate; server_max_window_bits=010", 0, ""},
		{"permessage-deflate; server_max_window_bits=+9", 0, ""},
		{"permessage-deflate; server_max_window_bits=9; server_max_window_bits=9", 0, ""},
		{"permessage-deflate; client_max_window_bits=16", 0, ""},
		{"permessage-deflate; client_max_window_bits; client_max_window_bits=9", 0, ""},
		{"permessage-deflate; server_no_context_takeover=1", 0, ""},
		{"permessage-deflate; client_no_context_takeover=true", 0, ""},
		{"permessage-deflate; client_no_context_takeover; client_no_context_takeover", 0, ""},
		{"permessage-deflate; unknown", 0, ""},
		{"permessage-deflate; ", 0, ""},
		{"permessage-deflate; server_max_window_bits=", 0, ""},
		{`permessage-deflate; server_max_window_bits="9`, 0, ""},
		{`permessage-deflate; server_max_window_bits=""`, 0, ""},
		{"permessage-deflate x", 0, ""},
		{"; permessage-deflate", 0, ""},
		{"perframe-deflate", 0, ""},
		{"foo" + strings.Repeat("; a", 17) + ", permessage-deflate", 0, ""},
	} {
		window, answer := answerDeflate(strings.Split(tt.offers, "\n"))
		if window != tt.window || answer != tt.answer {
			t.Errorf("%q: window %d, answer %q; want %d, %q", tt.offers, window, answer, tt.window, tt.answer)
		}
	}
}

func TestJudgeDeflate(t *testing.T) {
	for _, tt := range []struct {
		answers string // lines
		window  int
		ok      bool
	}{
		{"", 0, true},
		{"permessage-deflate; server_no_context_takeover", 15, true},
		{"permessage-deflate; server_no_context_takeover; client_no_context_takeover", 15, true},
		{"permessage-deflate; server_no_context_takeover; client_max_window_bits=9", 9, true},
		{"permessage-deflate; server_no_context_takeover; server_max_window_bits=8", 15, true},

		{"permessage-deflate", 0, false},
		{"permessage-deflate; server_no_context_takeover; client_max_window_bits", 0, false},
		{"permessage-deflate; server_no_context_takeover; client_max_window_bits=7", 0, false},
		{"permessage-deflate; server_no_context_takeover; server_max_window_bits", 0, false},
		{"permessage-deflate; server_no_context_takeover; x", 0, false},
		{"permessage-deflate; server_no_context_takeover, permessage-deflate; server_no_context_takeover", 0, false},
		{"permessage-deflate; server_no_context_takeover\nfoo", 0, false},
		{"foo", 0, false},
		{"permessage-deflate;", 0, false},
	} {
		window, ok := judgeDeflate(strings.Split(tt.answers, "\n"))
		if ok != tt.ok || ok && window != tt.window {
			t.Errorf("%q: %d, %v; want %d, %v", tt.answers, window, ok, tt.window, tt.ok)
		}
	}
}

// Whatever the headers: an answer stands for an offer that was there.
func FuzzExtensions(f *testing.F) {
	f.Add("permessage-deflate; client_max_window_bits, x; y=\"z\"")
	f.Add(`permessage-deflate; server_max_window_bits="\1\2"`)
	f.Add(",;=\"\\")
	f.Fuzz(func(t *testing.T, header string) {
		window, answer := answerDeflate([]string{header})
		if window != 0 && (window < minWindow || window > maxWindow || !strings.Contains(header, deflateName)) || (window == 0) != (answer == "") {
			t.Errorf("%d, %q", window, answer)
		}
		if answer != "" {
			if _, ok := judgeDeflate([]string{answer}); !ok {
				t.Errorf("%q is no answer", answer)
			}
		}
		judgeDeflate([]string{header})
	})
}

// Without Compress, nothing is agreed on.
func TestNoCompression(t *testing.T) {
	s := newSite(t, Config{}, echo)
	r := s.rawTCP()
	r.send(strings.TrimSuffix(rawRequest, "\r\n") + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
	resp, err := http.ReadResponse(r.br, nil)
	if err != nil || resp.StatusCode != 101 || resp.Header.Get(extensionHeader) != "" {
		t.Fatal(resp, err)
	}
	r.send(text(like(5000)))
	r.wantFrame(byte(Text), like(5000))
}

// What a server may answer to our offer, and what becomes of it.
func TestDialAnswers(t *testing.T) {
	for _, tt := range []struct {
		compress bool
		lines    string
		window   int
		reason   string
	}{
		{true, "", 0, ""},
		{true, "sec-websocket-extensions: permessage-deflate; server_no_context_takeover\r\n", 15, ""},
		{true, "Sec-WebSocket-Extensions: permessage-deflate;\r\n\t server_no_context_takeover; client_max_window_bits=10\r\n", 10, ""},
		{true, "Sec-WebSocket-Extensions: permessage-deflate\r\n", 0, "not what was asked for"},
		{true, "Sec-WebSocket-Extensions: foo\r\n", 0, "not what was asked for"},
		{false, "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n", 0, "was not asked for"},
	} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		offered := make(chan string, 1)
		go func() {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			req, err := http.ReadRequest(bufio.NewReader(nc))
			if err != nil {
				return
			}
			offered <- req.Header.Get("Sec-WebSocket-Extensions")
			nc.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + tt.lines +
				"Sec-WebSocket-Accept: " + acceptKey(req.Header.Get("Sec-WebSocket-Key")) + "\r\n\r\n"))
		}()
		c, err := Dial(context.Background(), "ws://"+ln.Addr().String(), &DialConfig{Config: Config{Compress: tt.compress}})
		if offer := <-offered; (offer == offerDeflate) != tt.compress || !tt.compress && offer != "" {
			t.Errorf("offer %q", offer)
		}
		switch {
		case err != nil:
			if tt.reason == "" || !strings.Contains(err.Error(), tt.reason) {
				t.Errorf("%q: %v", tt.lines, err)
			}
		case tt.reason != "":
			t.Errorf("%q: no error", tt.lines)
		default:
			window := 0
			if c.framing != nil {
				window = c.framing.window
			}
			if window != tt.window {
				t.Errorf("%q: window %d, want %d", tt.lines, window, tt.window)
			}
			if tt.lines != "" && c.Header().Get("Sec-WebSocket-Extensions") == "" {
				t.Error("the header is gone")
			}
		}
		if c != nil {
			c.Abort(nil)
			c.wire.wait()
		}
		ln.Close()
	}
}
