package e2e

import (
	"regexp"
	"testing"

	"github.com/coder/websocket"
)

// Every way for a connection to end: what the client sees, and what the handler
// is told, in order and once.
func TestEnds(t *testing.T) {
	const (
		lost      = "wsbridge: connection lost: "
		traceback = "stack traceback:"
	)
	for _, tt := range []struct {
		name string
		body string
		act  func(s *site)
		want []string // lines with on_..., as regular expressions
	}{
		{"client closes", "", func(s *site) {
			if err := s.dial().Close(4001, "bye"); err != nil {
				s.t.Error(err)
			}
		}, []string{"on_close bye 4001"}},
		{"client closes without a reason", "", func(s *site) {
			if err := s.dial().Close(websocket.StatusNormalClosure, ""); err != nil {
				s.t.Error(err)
			}
		}, []string{"on_close closed with code 1000 1000"}},
		{"client closes without a code", "", func(s *site) {
			r := s.raw()
			r.send(frame(closing, ""))
			if first, p, err := r.next(); first != closing || p != "" || err != nil {
				s.t.Errorf("frame %#x %q, error %v", first, p, err)
			}
			r.wantEnd()
		}, []string{"on_close closed 1005"}},
		{"client closes with a long reason", "", func(s *site) {
			s.dial().Close(1000, chinese+chinese)
		}, []string{"on_close " + chinese + chinese + " 1000"}},
		{"client resets", "", func(s *site) {
			s.raw().reset()
		}, []string{"on_error " + lost + ".*reset.*", "on_close " + lost + ".*reset.* 1006"}},
		{"client half-closes", "", func(s *site) {
			r := s.raw()
			r.CloseWrite()
			r.wantEnd()
		}, []string{"on_error " + lost + "unexpected EOF", "on_close " + lost + "unexpected EOF 1006"}},
		{"client half-closes in a frame", "", func(s *site) {
			r := s.raw()
			r.send(frame(text, "hello")[:8])
			r.CloseWrite()
			r.wantEnd()
		}, []string{"on_error " + lost + "unexpected EOF", "on_close " + lost + "unexpected EOF 1006"}},
		{"server closes", `function ws:on_message(msg) skynet.error("on_message", msg) self.ws:close("that's all") end`, func(s *site) {
			c := s.dial()
			c.send("one")
			c.wantClose(1000, "that's all")
		}, []string{"on_message one", "on_close that's all 1000"}},
		{"server closes twice", `function ws:on_message(msg) self.ws:close("first") self.ws:close("second") end`, func(s *site) {
			c := s.dial()
			c.send("one")
			c.wantClose(1000, "first")
		}, []string{"on_close first 1000"}},
		{"server closes without a reason", `function ws:on_message(msg) self.ws:close() end`, func(s *site) {
			c := s.dial()
			c.send("one")
			c.wantClose(1000, "")
		}, []string{"on_close closed with code 1000 1000"}},
		{"server closes, more messages come", `
function ws:on_message(msg) -- what was read before the close may come still
	assert(not self.over)
	if msg == "one" then skynet.error("on_message", msg) end
	self.ws:close("enough")
end
function ws:on_close(msg, code)
	self.over = true
	skynet.error("on_close", msg, code)
end`, func(s *site) {
			r := s.raw()
			r.send(frame(text, "one"), frame(text, "two"), frame(text, "three"))
			r.wantClose(1000, "enough")
		}, []string{"on_message one", "on_close enough 1000"}},
		{"server closes in on_open", `function ws:on_open() self.ws:send("hello") self.ws:close("no") end`, func(s *site) {
			c := s.dial()
			c.want("hello")
			c.wantClose(1000, "no")
		}, []string{"on_close no 1000"}},
		{"server closes, client resets", `function ws:on_message(msg) self.ws:close("bye") end`, func(s *site) {
			r := s.raw()
			r.send(frame(text, "one"))
			if first, _, err := r.next(); first != closing || err != nil {
				s.t.Errorf("frame %#x, error %v", first, err)
			}
			r.reset()
		}, []string{"on_close bye 1000"}},
		{"too long", `function ws:ctor(opt) self.ws = opt.ws self.max_payload_len = 10 end`, func(s *site) {
			r := s.raw()
			r.send(frame(text, "0123456789"), frame(text, "0123456789A"))
			r.wantClose(1009, "message too long")
		}, []string{"on_error wsbridge: message too long", "on_close message too long 1009"}},
		{"too long by default", "", func(s *site) {
			c := s.dial()
			c.sendText(string(content(websocket.MessageText, 65536)))
			c.wantClose(1009, "message too long")
		}, []string{"on_error wsbridge: message too long", "on_close message too long 1009"}},
		{"too long in fragments", `function ws:ctor(opt) self.ws = opt.ws self.max_payload_len = 10 end`, func(s *site) {
			r := s.raw()
			r.send(frame(1, "01234"), frame(0, "56789"), frame(fin, "A"))
			r.wantClose(1009, "message too long")
		}, []string{"on_error wsbridge: message too long", "on_close message too long 1009"}},
		{"invalid UTF-8", "", func(s *site) {
			r := s.raw()
			r.send(frame(text, "caf\xe9"))
			r.wantClose(1007, "invalid UTF-8")
		}, []string{"on_error wsbridge: text message is not valid UTF-8", "on_close invalid UTF-8 1007"}},
		{"unmasked frame", "", func(s *site) {
			r := s.raw()
			r.send("\x81\x02hi")
			r.wantClose(1002, "frame is not masked")
		}, []string{"on_error wsbridge: protocol error.*", "on_close frame is not masked 1002"}},
		{"unknown opcode", "", func(s *site) {
			r := s.raw()
			r.send(frame(fin|3, "hi"))
			r.wantClose(1002, "reserved opcode 3")
		}, []string{"on_error wsbridge: protocol error.*", "on_close reserved opcode 3 1002"}},
		{"error in on_open", `function ws:on_open() skynet.error("on_open") self.ws:send("hello") error("oh no") end`, func(s *site) {
			c := s.dial()
			c.want("hello")
			c.wantClose(1011, "on_open failed")
		}, []string{"on_open", traceback, "on_close on_open failed 1011"}},
		{"error in ctor", `function ws:ctor() error("in ctor") end`, func(s *site) {
			s.dial().wantClose(1011, "no handler")
		}, []string{traceback}},
		{"error in on_error", `function ws:on_error(msg) skynet.error("on_error", msg) error("oh no") end`, func(s *site) {
			r := s.raw()
			r.send(frame(text, "\xff"))
			r.wantClose(1007, "invalid UTF-8")
		}, []string{"on_error wsbridge: text.*", traceback, "on_close invalid UTF-8 1007"}},
		{"error in on_close", `function ws:on_close(msg) skynet.error("on_close", msg) error("oh no") end`, func(s *site) {
			s.dial().Close(1000, "bye")
		}, []string{"on_close bye", traceback}},
		{"on_close that blocks", `function ws:on_close(msg) skynet.sleep(1) skynet.error("on_close", msg) end`, func(s *site) {
			s.dial().Close(1000, "bye")
		}, []string{"on_close bye"}},
		{"on_error that blocks", `function ws:on_error(msg) skynet.sleep(1) skynet.error("on_error", msg) end`, func(s *site) {
			s.raw().reset()
		}, []string{"on_error " + lost + ".*", "on_close " + lost + ".* 1006"}},
		{"shutdown", "", func(s *site) {
			r := s.raw()
			closed := make(chan struct{})
			go func() {
				defer close(closed)
				s.closeAll()
			}()
			r.wantClose(1001, "server shutting down")
			<-closed
		}, []string{"on_close server shutting down 1001"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, modes, func(t *testing.T, m mode) {
				s := newSite(t, m, class(tt.body))
				tt.act(s)
				if n := len(tt.want); n > 0 && tt.want[n-1] != traceback || n > 1 {
					s.log.wait(t, 1, "on_close")
				}
				if !s.closed {
					s.closeAll()
				}
				got := s.log.events()
				ok := len(got) == len(tt.want)
				for i := 0; ok && i < len(got); i++ {
					ok = regexp.MustCompile("^" + tt.want[i] + "$").MatchString(got[i])
				}
				if !ok {
					t.Errorf("the handler is told:\n%q\nwant:\n%q", got, tt.want)
				}
			})
		})
	}
}
