package conformance

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// A peer is a client that speaks bytes.
type peer struct {
	t        testing.TB
	nc       net.Conn
	br       *bufio.Reader
	fragment int      // as of the stack
	extended string   // Sec-WebSocket-Extensions of the response
	in       *inflate // of the server's messages, if compression was agreed on
}

const request = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"

// dial connects and shakes hands; headers are lines. A connection that hangs fails
// with a line number.
func (s *stack) dial(t testing.TB, headers ...string) *peer {
	t.Helper()
	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	nc.SetDeadline(time.Now().Add(20 * time.Second))
	p := &peer{t: t, nc: nc, br: bufio.NewReader(nc), fragment: s.fragment}
	p.send(request + strings.Join(append(headers, "", ""), "\r\n"))
	resp, err := http.ReadResponse(p.br, nil)
	if err != nil {
		t.Fatal(err)
	}
	// The example of RFC 6455 section 1.3.
	if resp.StatusCode != http.StatusSwitchingProtocols || resp.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Fatalf("handshake: %s, %v", resp.Status, resp.Header)
	}
	p.extended = strings.Join(resp.Header.Values("Sec-WebSocket-Extensions"), ", ")
	return p
}

func (p *peer) send(parts ...string) {
	p.t.Helper()
	if _, err := io.WriteString(p.nc, strings.Join(parts, "")); err != nil {
		p.t.Fatal(err)
	}
}

// next is the next message or control frame: its opcode and payload. Fragments of
// the server are joined, what it has deflated is inflated.
func (p *peer) next() (opcode byte, payload string, err error) {
	var whole strings.Builder
	for begun, deflated := false, false; ; begun = true {
		first, part, err := readFrame(p.br)
		if err != nil {
			return 0, "", err
		}
		op := first & 0xf
		if first&(rsv2|rsv3) != 0 || first&rsv1 != 0 && (p.in == nil || begun || op >= closes) {
			return 0, "", fmt.Errorf("frame %#x: reserved bits", first)
		}
		if op >= closes {
			if first&fin == 0 || len(part) > 125 {
				return 0, "", fmt.Errorf("control frame %#x of %d bytes", first, len(part))
			}
			return op, part, nil
		}
		if p.fragment > 0 && (len(part) > p.fragment || first&fin == 0 && len(part) < p.fragment) {
			return 0, "", fmt.Errorf("frame %#x of %d bytes, want fragments of %d", first, len(part), p.fragment)
		}
		if p.fragment == 0 && first&fin == 0 {
			return 0, "", fmt.Errorf("frame %#x: fragments that nobody wants", first)
		}
		if begun != (op == cont) || op > binry {
			return 0, "", fmt.Errorf("frame %#x out of order", first)
		}
		if !begun {
			opcode, deflated = op, first&rsv1 != 0
		}
		whole.WriteString(part)
		if first&fin == 0 {
			continue
		}
		payload = whole.String()
		if deflated {
			if payload, err = p.in.message(payload); err != nil {
				return 0, "", err
			}
		}
		return opcode, payload, nil
	}
}

// want reads what must come next.
func (p *peer) want(opcode byte, payload string) {
	p.t.Helper()
	op, got, err := p.next()
	if err != nil || op != opcode || got != payload {
		p.t.Fatalf("opcode %d, %d bytes %.60q, error %v; want opcode %d, %d bytes %.60q",
			op, len(got), got, err, opcode, len(payload), payload)
	}
}

// wantClose reads a Close frame with one of the codes, which must come next, and
// the end of the stream. 1005 is a frame without a code.
func (p *peer) wantClose(codes ...int) {
	p.t.Helper()
	op, got, err := p.next()
	if err != nil || op != closes || len(got) == 1 {
		p.t.Fatalf("opcode %d %.60q, error %v; want a close with %d", op, got, err, codes)
	}
	code := 1005
	if len(got) > 0 {
		code = int(got[0])<<8 | int(got[1])
		if !utf8.ValidString(got[2:]) {
			p.t.Errorf("reason %q", got[2:])
		}
	}
	if !slices.Contains(codes, code) {
		p.t.Fatalf("close with %d %q, want %d", code, got, codes)
	}
	if b, err := p.br.ReadByte(); err != io.EOF {
		p.t.Fatalf("after the Close frame: %#x, %v; want the end of the stream", b, err)
	}
	p.nc.Close()
}

// leave closes in order, and takes it that all has been read.
func (p *peer) leave(s *stack) {
	p.t.Helper()
	p.send(closing(1000, ""))
	if s.emptyClose {
		p.wantClose(1005)
	} else {
		p.wantClose(1000)
	}
}
