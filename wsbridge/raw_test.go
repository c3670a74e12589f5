package wsbridge

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A rawClient speaks bytes, so that it can break the rules.
type rawClient struct {
	*net.TCPConn
	t  testing.TB
	br *bufio.Reader
}

const rawRequest = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

func (s *site) rawTCP() *rawClient {
	s.t.Helper()
	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	return newRawClient(s.t, nc)
}

func newRawClient(t testing.TB, nc net.Conn) *rawClient {
	t.Cleanup(func() { nc.Close() })
	nc.SetDeadline(time.Now().Add(time.Minute)) // a hang fails with a line number
	return &rawClient{nc.(*net.TCPConn), t, bufio.NewReader(nc)}
}

// raw connects and does the handshake.
func (s *site) raw() *rawClient {
	s.t.Helper()
	r := s.rawTCP()
	r.send(rawRequest)
	r.upgraded()
	return r
}

func (r *rawClient) upgraded() {
	r.t.Helper()
	resp, err := http.ReadResponse(r.br, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	// The example of RFC 6455 section 1.3.
	if resp.StatusCode != 101 || resp.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		r.t.Fatalf("handshake response: %v", resp)
	}
}

func (r *rawClient) send(parts ...string) {
	r.t.Helper()
	if _, err := io.WriteString(r, strings.Join(parts, "")); err != nil {
		r.t.Fatal(err)
	}
}

// read returns the next frame. The server's frames are all final and unmasked.
func (r *rawClient) read() (opcode byte, payload string, err error) {
	var h [8]byte
	if _, err := io.ReadFull(r.br, h[:2]); err != nil {
		return 0, "", err
	}
	if h[0]&0xf0 != 0x80 || h[1]&0x80 != 0 {
		r.t.Errorf("frame header % x", h[:2])
	}
	opcode = h[0] & 0xf
	n := uint64(h[1])
	switch n {
	case 126:
		io.ReadFull(r.br, h[:2])
		n = uint64(binary.BigEndian.Uint16(h[:]))
	case 127:
		io.ReadFull(r.br, h[:8])
		n = binary.BigEndian.Uint64(h[:])
	}
	p := make([]byte, n)
	_, err = io.ReadFull(r.br, p)
	return opcode, string(p), err
}

// wantFrame reads a frame and compares it.
func (r *rawClient) wantFrame(opcode byte, payload string) {
	r.t.Helper()
	op, p, err := r.read()
	if err != nil || op != opcode || p != payload {
		r.t.Fatalf("frame: opcode %d payload %.40q error %v, want opcode %d payload %.40q", op, p, err, opcode, payload)
	}
}

// wantClose reads up to a Close frame and the end of the stream.
func (r *rawClient) wantClose(code int) {
	r.t.Helper()
	for {
		op, p, err := r.read()
		if err != nil {
			r.t.Fatalf("no Close frame: %v", err)
		}
		if op != opClose {
			continue
		}
		got := CloseNoStatus
		if len(p) >= 2 {
			got = int(p[0])<<8 | int(p[1])
		}
		if got != code {
			r.t.Fatalf("Close frame %d %q, want %d", got, p, code)
		}
		if _, err := r.br.ReadByte(); err != io.EOF {
			r.t.Fatalf("after the Close frame: %v, want EOF", err)
		}
		return
	}
}

// reset makes the stream end with RST instead of FIN.
func (r *rawClient) reset() {
	r.SetLinger(0)
	r.Close()
}

const fin = 0x80

// frame returns a masked frame; b0 is its first byte.
func frame(b0 byte, payload string) string {
	key := [4]byte{0x12, 0x34, 0x56, 0x78}
	f := []byte{b0}
	switch n := len(payload); {
	case n < 126:
		f = append(f, 0x80|byte(n))
	case n <= 0xffff:
		f = binary.BigEndian.AppendUint16(append(f, 0x80|126), uint16(n))
	default:
		f = binary.BigEndian.AppendUint64(append(f, 0x80|127), uint64(n))
	}
	f = append(f, key[:]...)
	for i := range len(payload) {
		f = append(f, payload[i]^key[i&3])
	}
	return string(f)
}

func text(s string) string { return frame(fin|byte(Text), s) }

func closeFrame(code int, reason string) string {
	return frame(fin|opClose, string([]byte{byte(code >> 8), byte(code)})+reason)
}

func readerOf(r io.Reader) *bufio.Reader { return bufio.NewReader(r) }

// wantBytes reads what has to come next, byte by byte.
func (r *rawClient) wantBytes(want string) {
	r.t.Helper()
	p := make([]byte, len(want))
	if n, err := io.ReadFull(r.br, p); err != nil || string(p) != want {
		r.t.Fatalf("came %q %v, want %q", p[:n], err, want)
	}
}
