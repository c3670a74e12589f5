package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/wsbridge"
)

// Every limit that ends a connection: what the client sees, what the handler is
// told, the counter, and the line in the log.
func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		name string
		cfg  wsbridge.Config
		act  func(s *site, r *raw)
		kind wsbridge.Kind
		err  string
		told string // on_close
	}{
		{"no pong", wsbridge.Config{PingInterval: 30 * time.Second, PongTimeout: 10 * time.Second}, func(s *site, r *raw) {
			s.passUntil(r, func(first byte, p string) bool { return first == fin|9 }, 30*time.Second)
			s.passUntil(r, func(first byte, p string) bool { return first == closing && p == "\x03\xf0no pong in time" }, 10*time.Second)
		}, wsbridge.ClosedPongTimeout, "wsbridge: no pong in time", "wsbridge: no pong in time 1006"},
		{"idle", wsbridge.Config{IdleTimeout: time.Minute}, func(s *site, r *raw) {
			s.passUntil(r, func(first byte, p string) bool { return first == closing && p == "\x03\xe9idle" }, time.Minute)
		}, wsbridge.ClosedIdle, "wsbridge: idle for too long", "idle 1001"},
		{"takes nothing", wsbridge.Config{WriteTimeout: time.Minute, SendQueue: 64 << 20}, func(s *site, r *raw) {
			for range 10 { // each is answered with a megabyte
				r.send(frame(text, "more"))
			}
			for s.server.Stats.Of(wsbridge.ClosedWriteTimeout) == 0 {
				s.advance(10 * time.Second)
			}
		}, wsbridge.ClosedWriteTimeout, "wsbridge: peer takes nothing", "wsbridge: peer takes nothing 1006"},
		{"too many messages", wsbridge.Config{MessageRate: 10}, func(s *site, r *raw) {
			r.send(strings.Repeat(frame(text, "x"), 10), frame(fin|9, "a ping is one too"))
			r.wantClose(1008, "too many messages")
		}, wsbridge.ClosedRate, "wsbridge: too much in a second", "too many messages 1008"},
		{"too many bytes", wsbridge.Config{ByteRate: 1000, MaxMessage: 1000}, func(s *site, r *raw) {
			r.send(strings.Repeat(frame(text, "0123456789"), 100))
			r.wantClose(1008, "too many bytes")
		}, wsbridge.ClosedRate, "wsbridge: too much in a second", "too many bytes 1008"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, modes, func(t *testing.T, m mode) {
				s := prepare(t, luahost.NewFakeClock(time.Unix(1_700_000_000, 0)))
				s.server.Config = tt.cfg
				s.server.Config.CloseTimeout = time.Millisecond
				s.start(m, class(`
function ws:on_message(msg)
	if msg == "more" then
		local part = ("x"):rep(60000)
		for i = 1, 17 do self.ws:send(part) end
	end
end`))
				r := s.raw()
				tt.act(s, r)
				s.log.wait(t, 1, "on_close")
				if got, want := strings.Join(s.log.events(), "; "), "on_error "+tt.err+"; on_close "+tt.told; got != want {
					t.Errorf("told %q, want %q", got, want)
				}
				if n := s.server.Stats.Of(tt.kind); n != 1 {
					t.Errorf("%s is %d", tt.kind, n)
				}
				want := regexp.MustCompile(`(?m)^\[:00000000\] ` + regexp.QuoteMeta(r.LocalAddr().String()+": "+tt.err) + `$`)
				if !want.MatchString(s.log.String()) {
					t.Errorf("the log has no %s", want)
				}
			})
		})
	}
}

// passUntil lets time pass until the client gets the frame, which is not before
// the time is up.
func (s *site) passUntil(r *raw, is func(first byte, p string) bool, after time.Duration) {
	s.t.Helper()
	got := make(chan error, 1)
	go func() {
		first, p, err := r.next()
		if err == nil && !is(first, p) {
			err = fmt.Errorf("frame %#x %q", first, p)
		}
		got <- err
	}()
	for start := s.clock.Now(); ; s.advance(after / 10) {
		select {
		case err := <-got:
			if err != nil {
				s.t.Fatal(err)
			}
			if s.clock.Now().Sub(start) < after {
				s.t.Error("too early")
			}
			return
		case <-time.After(time.Millisecond): // the peer and the engine need real time
		}
	}
}

// A client that is not ours answers heartbeats: there would be no second one
// without that. Its handler isn't told.
func TestHeartbeats(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := prepare(t, luahost.NewFakeClock(time.Unix(1_700_000_000, 0)))
		s.server.Config = wsbridge.Config{PingInterval: 30 * time.Second, PongTimeout: 10000 * time.Hour}
		s.start(m, echo)
		pings := make(chan struct{}, 100)
		c := s.dialAt(s.addr, &websocket.DialOptions{OnPingReceived: func(context.Context, []byte) bool {
			pings <- struct{}{}
			return true
		}})
		read := make(chan error, 1)
		go func() { read <- c.expect("over") }() // while it reads, the client answers
		for seen := 0; seen < 20; {
			s.advance(10 * time.Second)
			select {
			case <-pings:
				seen++
			case <-time.After(time.Millisecond): // client and engine need real time
			}
		}
		c.send("over")
		if err := <-read; err != nil {
			t.Error(err)
		}
	})
}

// Beyond --max-connections clients get 503, in luaws serve and from the modules.
func TestMaxConnections(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := prepare(t, nil)
		s.server.MaxConnections = 1
		s.start(m, class(""))
		s.raw()
		r := s.rawTCP()
		r.send(request + "\r\n")
		resp, err := http.ReadResponse(r.br, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" || string(body) != "too many connections\n" {
			t.Errorf("response: %v %q", resp, body)
		}
		r.Close()
		s.log.wait(t, 1, r.LocalAddr().String()+": wsbridge: handshake: too many connections (HTTP status 503)")
	})
}

// Scripts read the counters.
func TestStats(t *testing.T) {
	s := newSite(t, isolated, class(`
function ws:on_message(name) self.ws:send(tostring(require "websocket.server".stats()[name])) end`))
	c := s.dial()
	for name, want := range map[string]string{"accepted": "1", "opened": "1", "open": "1", "refused_path": "0", "closed_idle": "0", "nonsense": "nil"} {
		c.send(name)
		c.want(want)
	}
}
