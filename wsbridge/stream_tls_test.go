package wsbridge

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
)

func insecure() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }

// Both ends are streams of the table; each becomes a TLS stream in place.
func TestStartTLS(t *testing.T) {
	s := newStreamSite(t)
	cfg := &tls.Config{Certificates: []tls.Certificate{selfSigned(t)}}
	r := newRecord(t)
	client := s.Connect("127.0.0.1", s.Addr(s.listener).(*net.TCPAddr).Port, r, false)
	e := s.next(EventAccept)
	r.next(EventOpen)
	s.Start(e.N, s.record, false)
	s.next(EventOpen)
	done := make(chan error)
	go func() { done <- s.StartTLS(testContext(t), client, insecure(), true) }()
	if err := s.StartTLS(testContext(t), e.N, cfg, false); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	c, st := s.Stream(client), s.Stream(e.N)
	if err := s.StartTLS(testContext(t), e.N, cfg, false); err != ErrTaken {
		t.Errorf("second StartTLS: %v", err)
	}
	big := strings.Repeat("x", 1<<20)
	for _, text := range []string{"hi", big} {
		ok, flush := c.Send(text, false)
		if !ok {
			t.Fatal("Send")
		}
		if flush {
			c.Flush()
		}
		if st.AwaitBytes(len(text)) {
			if e := <-s.events; e.Kind == EventWarning {
				s.next(EventData)
			}
		}
		if p, ok := st.Read(len(text)); !ok || p != text {
			t.Fatalf("%d bytes, %v", len(p), ok)
		}
	}
	for len(r.events) > 0 {
		r.next(EventWarning)
	}
	st.Send("last", false)
	s.Close(st.ID())
	s.next(EventClose)
	if c.AwaitEnd() {
		for e := range r.events {
			if e.Kind == EventClose {
				break
			}
		}
	}
	if p := c.ReadAll(); p != "last" {
		t.Errorf("%q", p)
	}
}

// A handshake that fails closes the stream, as does the end of the context.
func TestStartTLSFails(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(false)
	io.WriteString(nc, "GET / HTTP/1.1\r\n\r\n")
	var header tls.RecordHeaderError
	err := s.StartTLS(testContext(t), st.ID(), &tls.Config{Certificates: []tls.Certificate{selfSigned(t)}}, false)
	if !errors.As(err, &header) {
		t.Errorf("%v", err)
	}
	s.next(EventClose)
	if s.Stream(st.ID()) != nil {
		t.Error("the stream is open still")
	}
	_, st = s.started(false)
	ctx, cancel := context.WithCancel(testContext(t))
	cancel()
	if err := s.StartTLS(ctx, st.ID(), insecure(), true); err != context.Canceled {
		t.Errorf("%v", err)
	}
	s.next(EventClose)
	if err := s.StartTLS(testContext(t), st.ID(), insecure(), true); err != ErrNoSocket {
		t.Errorf("%v", err)
	}
	if err := s.StartTLS(testContext(t), s.listener, insecure(), true); err != ErrNotStream {
		t.Errorf("%v", err)
	}
}

// A websocket over a stream that has TLS already, and whose request has been
// read in part.
func TestAcceptOverStartTLS(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(false)
	cert := selfSigned(t)
	client := tls.Client(nc, &tls.Config{InsecureSkipVerify: true, VerifyConnection: func(tls.ConnectionState) error { return nil }})
	go client.Handshake()
	if err := s.StartTLS(testContext(t), st.ID(), &tls.Config{Certificates: []tls.Certificate{cert}}, false); err != nil {
		t.Fatal(err)
	}
	site := prepareSite(t, Config{})
	io.WriteString(client, rawRequest+text("x"))
	if st.AwaitBytes(len(rawRequest)) {
		s.next(EventData)
	}
	taken, err := s.Take(st.ID())
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		c, err := Accept(taken, nil)
		if err != nil {
			t.Error(err)
			return
		}
		c.Run(&hook{s: site, message: echo})
	}()
	br := readerOf(client)
	r := &rawClient{nil, t, br}
	r.upgraded()
	r.wantFrame(byte(Text), "x")
	io.WriteString(client, text("y"))
	r.wantFrame(byte(Text), "y")
	io.WriteString(client, closeFrame(1000, ""))
	r.wantClose(1000)
	client.Close()
	if end := site.end(); end.Code != 1000 {
		t.Errorf("%+v", end)
	}
}
