package wsbridge

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"
)

// Every way for a connection to end: what Closed gets, and that it is called
// exactly once, and nothing after it.
func TestEnds(t *testing.T) {
	errMine := errors.New("mine")
	for _, tt := range []struct {
		name string
		cfg  Config
		act  func(s *site, r *rawClient, c *Conn)
		want End // Err: what errors.Is must find
	}{
		{"client closes", Config{}, func(s *site, r *rawClient, c *Conn) {
			r.send(closeFrame(4001, "bye"))
			r.wantClose(4001)
		}, End{4001, "bye", nil}},
		{"client closes without a code", Config{}, func(s *site, r *rawClient, c *Conn) {
			r.send(frame(fin|opClose, ""))
			r.wantClose(CloseNoStatus)
		}, End{CloseNoStatus, "", nil}},
		{"client closes, empty reply", Config{EmptyCloseReply: true}, func(s *site, r *rawClient, c *Conn) {
			r.send(closeFrame(1000, "done"))
			r.wantClose(CloseNoStatus)
		}, End{1000, "done", nil}},
		{"client closes and sends on", Config{}, func(s *site, r *rawClient, c *Conn) {
			r.send(closeFrame(1000, ""), text("ignored"), strings.Repeat("x", 100<<10))
			r.wantClose(1000)
		}, End{1000, "", nil}},
		{"server closes", Config{}, func(s *site, r *rawClient, c *Conn) {
			c.Close(4002, "enough")
			r.wantFrame(opClose, "\x0f\xa2enough")
			r.send(text("too late"), closeFrame(4002, ""))
			if _, err := r.br.ReadByte(); err != io.EOF {
				t.Errorf("after the close: %v", err)
			}
		}, End{4002, "enough", nil}},
		{"server closes, client only leaves", Config{}, func(s *site, r *rawClient, c *Conn) {
			c.Close(1000, "x")
			r.wantFrame(opClose, "\x03\xe8x")
			r.Close()
		}, End{1000, "x", nil}},
		{"server closes, client is silent", Config{CloseTimeout: time.Millisecond}, func(s *site, r *rawClient, c *Conn) {
			c.Close(1000, "x")
			r.wantClose(1000)
		}, End{1000, "x", nil}},
		{"both close", Config{}, func(s *site, r *rawClient, c *Conn) {
			c.Close(4000, "server")
			r.send(closeFrame(4001, "client"))
			r.wantClose(4000)
		}, End{4000, "server", nil}},
		{"end of file", Config{}, func(s *site, r *rawClient, c *Conn) {
			r.Close()
		}, End{1006, "", ErrLost}},
		{"end of file in a frame", Config{}, func(s *site, r *rawClient, c *Conn) {
			r.send(text("hello")[:4])
			r.CloseWrite()
		}, End{1006, "", io.ErrUnexpectedEOF}},
		{"end of file in a message", Config{}, func(s *site, r *rawClient, c *Conn) {
			r.send(frame(byte(Text), "hello"))
			r.CloseWrite()
		}, End{1006, "", io.ErrUnexpectedEOF}},
		{"reset", Config{}, func(s *site, r *rawClient, c *Conn) {
			r.reset()
		}, End{1006, "", syscall.ECONNRESET}},
		{"too long", Config{MaxMessage: 1}, func(s *site, r *rawClient, c *Conn) {
			r.send(text("xx"))
			r.wantClose(1009)
		}, End{1009, "message too long", ErrTooLong}},
		{"protocol error", Config{}, func(s *site, r *rawClient, c *Conn) {
			r.send(frame(fin|0x10|byte(Text), ""))
			r.wantClose(1002)
		}, End{1002, "reserved bit set", ErrProtocol}},
		{"protocol error after our Close", Config{}, func(s *site, r *rawClient, c *Conn) {
			c.Close(1000, "")
			r.send(frame(fin|0x10|byte(Text), ""))
			r.wantClose(1000)
		}, End{1000, "", nil}},
		{"abort", Config{}, func(s *site, r *rawClient, c *Conn) {
			c.Abort(errMine)
			c.Abort(nil)
		}, End{1006, "", errMine}},
		{"abort without a cause", Config{}, func(s *site, r *rawClient, c *Conn) {
			c.Abort(nil)
		}, End{1006, "", ErrAborted}},
		{"abort after close", Config{}, func(s *site, r *rawClient, c *Conn) {
			c.Close(4000, "x")
			c.Abort(nil)
		}, End{4000, "x", ErrAborted}},
		{"shutdown", Config{}, func(s *site, r *rawClient, c *Conn) {
			done := make(chan error)
			go func() { done <- s.srv.Shutdown(testContext(t)) }()
			r.wantFrame(opClose, "\x03\xe9"+goodbye)
			r.send(closeFrame(1001, ""))
			if err := <-done; err != nil {
				t.Error(err)
			}
		}, End{1001, goodbye, nil}},
		{"shutdown without patience", Config{}, func(s *site, r *rawClient, c *Conn) {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			if err := s.srv.Shutdown(ctx); err != context.Canceled {
				t.Error(err)
			}
		}, End{1001, goodbye, ErrServerClosed}},
		{"slow consumer", Config{SendQueue: 1000, CloseTimeout: time.Millisecond}, func(s *site, r *rawClient, c *Conn) {
			r.fill(c)
		}, End{1008, "send queue full", ErrSendQueueFull}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t, tt.cfg, echo)
			r := s.raw()
			c := s.conn()
			tt.act(s, r, c)
			r.Close()
			end := s.end()
			if end.Code != tt.want.Code || end.Reason != tt.want.Reason || !errors.Is(end.Err, tt.want.Err) {
				t.Errorf("end: %+v, want %+v", end, tt.want)
			}
			if err := c.SendString(Text, "x"); err != ErrClosed {
				t.Errorf("Send after the end: %v", err)
			}
			if err := c.Close(1000, ""); err != ErrClosed {
				t.Errorf("Close after the end: %v", err)
			}
			if !c.Closing() {
				t.Error("Closing is false after the end")
			}
			c.Abort(nil)
			c.Flush()
			s.srv.Shutdown(testContext(t)) // Run has returned
			if n := s.closed.Load(); n != 1 {
				t.Errorf("Closed was called %d times", n)
			}
		})
	}
}

// fill sends until the queue is full, which the client's not reading makes it.
func (r *rawClient) fill(c *Conn) {
	r.t.Helper()
	block := make([]byte, 1000)
	for {
		err := c.Send(Binary, block)
		if n := c.Buffered(); n > 2*1000+2*maxFrameHeader+2+maxReason {
			r.t.Fatalf("%d bytes are queued", n)
		}
		if err == ErrSendQueueFull {
			return
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
}

// Nothing is delivered once Close has been called, even what came before.
func TestNoMessageAfterClose(t *testing.T) {
	var got []string
	s := newSite(t, Config{}, func(c *Conn, _ MessageType, data []byte) {
		got = append(got, string(data))
		if string(data) == "close" {
			c.SendString(Text, "last")
			if err := c.Close(1000, "asked"); err != nil {
				t.Error(err)
			}
			if err := c.Close(1001, "again"); err != ErrClosed {
				t.Error(err)
			}
		}
	})
	r := s.raw()
	r.send(text("one"), text("close"), text("two"), text("three"), closeFrame(1000, ""))
	r.wantFrame(byte(Text), "last")
	r.wantFrame(opClose, "\x03\xe8asked")
	if end := s.end(); end != (End{1000, "asked", nil}) {
		t.Errorf("end: %+v", end)
	}
	if strings.Join(got, " ") != "one close" {
		t.Errorf("delivered: %q", got)
	}
}

// coder/websocket agrees that these are proper closing handshakes.
func TestCloseSeenByClient(t *testing.T) {
	ctx := testContext(t)
	s := newSite(t, Config{}, echo)
	c := s.dial()
	if err := c.Close(websocket.StatusGoingAway, "leaving"); err != nil {
		t.Errorf("Close: %v", err)
	}
	if end := s.end(); end != (End{1001, "leaving", nil}) {
		t.Errorf("end: %+v", end)
	}

	s.conn()
	c = s.dial()
	s.conn().Close(4321, "go away")
	_, _, err := c.Read(ctx)
	var ce websocket.CloseError
	if !errors.As(err, &ce) || ce.Code != 4321 || ce.Reason != "go away" {
		t.Errorf("client sees %v", err)
	}
	if end := s.end(); end != (End{4321, "go away", nil}) {
		t.Errorf("end: %+v", end)
	}
}

func TestCloseCodes(t *testing.T) {
	for code, want := range map[int]int{
		-1: 1000, 0: 1000, 404: 1000, 999: 1000, 1000: 1000, 1001: 1001, 1003: 1003,
		1004: 1000, 1005: 1005, 1006: 1000, 1007: 1007, 1011: 1011, 1014: 1014, 1015: 1000,
		1016: 1000, 2999: 1000, 3000: 3000, 4999: 4999, 5000: 1000, 70000: 1000,
	} {
		s := newSite(t, Config{}, nil)
		r := s.raw()
		if err := s.conn().Close(code, ""); err != nil {
			t.Errorf("Close(%d): %v", code, err)
		}
		r.send(closeFrame(1000, ""))
		r.wantClose(want)
		if end := s.end(); end.Code != want {
			t.Errorf("Close(%d) ends with %+v", code, end)
		}
	}
}

func TestCutReason(t *testing.T) {
	for _, s := range []string{
		"", "short", strings.Repeat("a", 123), strings.Repeat("a", 124), strings.Repeat("é", 62),
		strings.Repeat("日", 42), strings.Repeat("a", 120) + "😀", strings.Repeat("a", 119) + "😀", "\xff\xfe", strings.Repeat("\xffa", 100),
	} {
		got := cutReason(s)
		if len(got) > maxReason || !utf8.ValidString(got) {
			t.Errorf("cutReason(%q) = %q", s, got)
		}
		if utf8.ValidString(s) && (!strings.HasPrefix(s, got) || len(s) <= maxReason && got != s || len(s) > maxReason && len(got) < maxReason-3) {
			t.Errorf("cutReason(%q) = %q", s, got)
		}
	}
}

// A handler that runs longer than CloseTimeout does not cost the client its
// closing handshake: the time runs while the connection is being read. What
// the client has sent meanwhile is read, or there would be a reset.
func TestCloseInLongHandler(t *testing.T) {
	const timeout = 200 * time.Millisecond
	goOn := make(chan struct{})
	s := newSite(t, Config{CloseTimeout: timeout}, func(c *Conn, _ MessageType, _ []byte) {
		c.Waiting(true)
		c.Close(4000, "")
		<-goOn
		c.Waiting(false)
	})
	r := s.raw()
	r.send(text("x"), text(strings.Repeat("unread", 10_000)), text(strings.Repeat("unread", 10_000)), closeFrame(4000, ""))
	s.conn()
	time.AfterFunc(2*timeout, func() { close(goOn) })
	r.wantClose(4000)
	if end := s.end(); end != (End{4000, "", nil}) {
		t.Errorf("end: %+v", end)
	}
}

// A client that goes on after its Close frame finds ours all the same: what it has
// sent is read first, or there would be a reset.
func TestTrailedClose(t *testing.T) {
	s := newSite(t, Config{}, echo)
	for _, n := range []int{0, 1, 1000, 100_000} {
		r := s.raw()
		r.send(text("x"), closeFrame(1000, ""), strings.Repeat("?", n))
		r.wantFrame(byte(Text), "x")
		r.wantClose(1000)
		if end := s.end(); end != (End{Code: 1000}) {
			t.Errorf("%d bytes after it: %+v", n, end)
		}
	}
}
