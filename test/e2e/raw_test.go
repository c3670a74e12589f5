package e2e

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A raw client speaks bytes, so that it can break the rules.
type raw struct {
	*net.TCPConn
	t  testing.TB
	br *bufio.Reader
}

const request = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"

func (s *site) rawTCP() *raw {
	s.t.Helper()
	return dialRaw(s.t, s.addr)
}

func dialRaw(t testing.TB, addr string) *raw {
	t.Helper()
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	nc.SetDeadline(time.Now().Add(time.Minute)) // a hang fails with a line number
	return &raw{nc.(*net.TCPConn), t, bufio.NewReader(nc)}
}

// raw connects and does the handshake; headers are lines.
func (s *site) raw(headers ...string) *raw {
	s.t.Helper()
	r := s.rawTCP()
	r.send(request + strings.Join(append(headers, ""), "\r\n") + "\r\n")
	r.upgraded()
	return r
}

func (r *raw) upgraded() {
	r.t.Helper()
	resp, err := http.ReadResponse(r.br, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		r.t.Fatalf("handshake: %s", resp.Status)
	}
}

// sendLong sends a binary message of n bytes, as far as the server takes it.
func (r *raw) sendLong(n int) {
	b := binary.BigEndian.AppendUint64([]byte{fin | 2, 0x80 | 127}, uint64(n))
	r.Write(append(b, make([]byte, 4+n)...))
}

func (r *raw) send(parts ...string) {
	r.t.Helper()
	if _, err := io.WriteString(r, strings.Join(parts, "")); err != nil {
		r.t.Fatal(err)
	}
}

// reset drops the connection without a word.
func (r *raw) reset() {
	r.SetLinger(0)
	r.Close()
}

// First bytes of frames (RFC 6455 section 5.2).
const (
	fin     = 0x80
	text    = fin | 1
	closing = fin | 8
)

// frame is a client's frame, with a mask of zeros.
func frame(first byte, payload string) string {
	b := []byte{first, 0x80 | 126}
	if len(payload) < 126 {
		b[1] = 0x80 | byte(len(payload))
	} else {
		b = binary.BigEndian.AppendUint16(b, uint16(len(payload)))
	}
	return string(append(b, 0, 0, 0, 0)) + payload
}

// next returns the server's next frame: final, and not masked.
func (r *raw) next() (first byte, payload string, err error) {
	var h [10]byte
	if _, err := io.ReadFull(r.br, h[:2]); err != nil {
		return 0, "", err
	}
	n := uint64(h[1])
	switch {
	case n == 126:
		_, err = io.ReadFull(r.br, h[2:4])
		n = uint64(binary.BigEndian.Uint16(h[2:]))
	case n == 127:
		_, err = io.ReadFull(r.br, h[2:10])
		n = binary.BigEndian.Uint64(h[2:])
	case n > 127:
		err = errors.New("the server's frame is masked")
	}
	if err != nil {
		return 0, "", err
	}
	p := make([]byte, n)
	_, err = io.ReadFull(r.br, p)
	return h[0], string(p), err
}

func (r *raw) want(payload string) {
	r.t.Helper()
	r.wantFrame(text&^fin, payload)
}

func (r *raw) wantFrame(opcode byte, payload string) {
	r.t.Helper()
	first, p, err := r.next()
	if err != nil || first != fin|opcode || p != payload {
		r.t.Fatalf("frame %#x %.40q, error %v; want %d %.40q", first, p, err, opcode, payload)
	}
}

func (r *raw) wantLine(want string) {
	r.t.Helper()
	line, err := r.br.ReadString('\n')
	if err != nil || line != want+"\n" {
		r.t.Fatalf("line %q, %v; want %q", line, err, want)
	}
}

// wantClose reads the Close frame, which must come next, and the end of the stream.
func (r *raw) wantClose(code int, reason string) {
	r.t.Helper()
	first, p, err := r.next()
	if err != nil || first != closing || len(p) < 2 || int(binary.BigEndian.Uint16([]byte(p))) != code || p[2:] != reason {
		r.t.Fatalf("frame %#x %q, error %v; want a close with %d %q", first, p, err, code, reason)
	}
	r.send(frame(closing, p[:2]))
	r.wantEnd()
}

// wantEnd reads the end of the stream, which must come next, and ends the
// other direction.
func (r *raw) wantEnd() {
	r.t.Helper()
	if n, err := r.br.ReadByte(); err != io.EOF {
		r.t.Fatalf("byte %#x, error %v; want the end of the stream", n, err)
	}
	r.Close()
}
