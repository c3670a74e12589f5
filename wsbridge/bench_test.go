package wsbridge

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// An echoer sends the same frames over and over and reads the same answer,
// with nothing allocated on its side.
type echoer struct {
	r       *rawClient
	request []byte
	answer  []byte
}

func (s *site) echoer(size, inFlight int) *echoer {
	header := len(appendHeader(nil, byte(Binary), size))
	return &echoer{
		r:       s.raw(),
		request: []byte(strings.Repeat(frame(fin|byte(Binary), strings.Repeat("x", size)), inFlight)),
		answer:  make([]byte, inFlight*(header+size)),
	}
}

func (e *echoer) echo() error {
	if _, err := e.r.Write(e.request); err != nil {
		return err
	}
	_, err := io.ReadFull(e.r.br, e.answer)
	return err
}

func BenchmarkEcho(b *testing.B) {
	for _, size := range []int{32, 1 << 10, 16 << 10} {
		for _, inFlight := range []int{1, 16} {
			b.Run(fmt.Sprintf("size=%d/inflight=%d", size, inFlight), func(b *testing.B) {
				s := newSite(b, Config{}, echo)
				e := s.echoer(size, inFlight)
				b.ReportAllocs()
				b.SetBytes(int64(size))
				for i := 0; i < b.N; i += inFlight {
					if err := e.echo(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkBroadcast is one message to 200 connections, each flushed once: the
// price of a delivery.
func BenchmarkBroadcast(b *testing.B) {
	s := newSite(b, Config{}, nil)
	const clients = 200
	conns := make([]*Conn, clients)
	for i := range conns {
		r := s.raw()
		go io.Copy(io.Discard, r)
		conns[i] = s.conn()
	}
	message := strings.Repeat("x", 32)
	b.ReportAllocs()
	for i := 0; i < b.N; i += clients {
		for _, c := range conns {
			if err := c.SendString(Text, message); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkConnect(b *testing.B) {
	s := newSite(b, Config{}, echo)
	hello := text("hello")
	b.ReportAllocs()
	for b.Loop() {
		r := s.raw()
		r.send(hello)
		r.wantFrame(byte(Text), "hello")
		r.send(closeFrame(1000, ""))
		r.wantClose(1000)
		r.Close()
		<-s.ends
		<-s.conns
	}
}

// A flood is a net.Conn over which the same frames come again and again, with no
// socket's price.
type flood struct {
	script
	frames string
	left   int // bytes
	at     int
}

func (f *flood) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, f.frames[f.at:])
	f.at = (f.at + n) % len(f.frames)
	f.left -= n
	return n, nil
}

// BenchmarkRead is the reading half: from the stream to the handler.
func BenchmarkRead(b *testing.B) {
	for _, size := range []int{8, 32, 1 << 10, 16 << 10} {
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			one := text(strings.Repeat("x", size))
			nc := &flood{script: *newScript(rawRequest, 255), frames: strings.Repeat(one, 64)}
			c, err := Accept(&nc.script, nil)
			if err != nil {
				b.Fatal(err)
			}
			c.wire.Conn = nc
			nc.left = b.N * len(one)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			b.ResetTimer()
			c.Run(&hook{s: &site{ends: make(chan End, 1)}})
		})
	}
}
