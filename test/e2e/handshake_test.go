package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// knock tries to connect. It returns the response and, of a refusal, its body; the
// client is nil then.
func (s *site) knock(target string, opt *websocket.DialOptions) (*client, *http.Response, string) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(testContext(s.t))
	s.t.Cleanup(cancel)
	c, resp, err := websocket.Dial(ctx, "ws://"+s.addr+target, opt)
	if err == nil {
		s.t.Cleanup(func() { c.CloseNow() })
		return &client{c, s.t, ctx, cancel}, resp, ""
	}
	if resp == nil {
		return nil, nil, err.Error()
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return nil, resp, string(body)
}

// refuse is a handshake that must be refused.
func (s *site) refuse(target string, status int, body string) *http.Response {
	s.t.Helper()
	_, resp, got := s.knock(target, nil)
	if resp == nil || resp.StatusCode != status || got != body {
		s.t.Fatalf("%s: %v %q, want %d %q", target, resp, got, status, body)
	}
	return resp
}

// opens counts who comes in and goes: every on_open has one on_close.
const opens = `
function ws:on_open() skynet.error("on_open") self.ws:send("hello " .. tostring(self.user)) end
function ws:on_close() skynet.error("on_close") end
`

// All that on_handshake can return.
func TestOnHandshake(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(opens+`
function ws:on_handshake(request)
	self.user = request.args.user
	local answer = load("return " .. request.args.answer)
	return answer()
end`))
		at := func(user, answer string) string {
			return "/?user=" + user + "&answer=" + strings.NewReplacer("%", "%25", " ", "%20", "#", "%23", "&", "%26", "+", "%2B", `"`, "%22").Replace(answer)
		}
		in := 0
		for _, answer := range []string{"", "nil", "true", "{}", "true, nil, nil", `{ headers = { ["X-A"] = 1, ["set-cookie"] = { "a=b", "c=d" } } }`} {
			c, resp, body := s.knock(at("ann", answer), nil)
			if c == nil {
				t.Fatalf("%s: %v %q", answer, resp, body)
			}
			c.want("hello ann") // of the instance that has decided
			if in++; strings.Contains(answer, "X-A") && (resp.Header.Get("X-A") != "1" || fmt.Sprint(resp.Header["Set-Cookie"]) != "[a=b c=d]") {
				t.Errorf("%s: %v", answer, resp.Header)
			}
			c.Close(1000, "")
		}
		for _, tt := range []struct {
			answer string
			status int
			body   string
		}{
			{"false", 403, "Forbidden\n"},
			{`false, "no seat"`, 403, "no seat"},
			{"404", 404, "Not Found\n"},
			{`401, "who?", { ["WWW-Authenticate"] = "Basic" }`, 401, "who?"},
			{"499", 499, "refused\n"},
			{`503.0, ""`, 503, "Service Unavailable\n"},
			{`{ status = 402, body = '{"price":1}', headers = { ["content-type"] = "application/json" } }`, 402, `{"price":1}`},
		} {
			resp := s.refuse(at("bob", tt.answer), tt.status, tt.body)
			switch tt.status {
			case 401:
				if resp.Header.Get("WWW-Authenticate") != "Basic" {
					t.Errorf("%v", resp.Header)
				}
			case 402:
				if got := resp.Header["Content-Type"]; fmt.Sprint(got) != "[application/json]" {
					t.Errorf("%v", resp.Header)
				}
			}
		}
		_, resp, _ := s.knock(at("bob", `307, nil, { Location = "ws://`+s.addr+at("cid", "true")+`" }`), nil)
		if resp == nil || resp.StatusCode != 101 { // the client follows
			t.Errorf("redirected: %v", resp)
		}
		in++
		s.log.wait(t, in-1, "on_close")
		s.log.wait(t, in, "on_open")
		if s.log.count("on_open") != in || s.log.count("traceback") != 0 || s.log.count("handshake:") != 0 {
			t.Errorf("%d clients have come in", in)
		}
	})
}

// Answers that can't be, and errors: 500, and a line that names the place.
func TestOnHandshakeFails(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(opens+`
local answers = {
	error = function() error("no database") end,
	nobody = function() local t = nil; return t.x end,
	low = function() return 200 end,
	high = function() return 600, "x" end,
	half = function() return 403.5 end,
	text = function() return "no" end,
	failed = function() return nil, "no seat" end,
	sure = function() return true, "what" end,
	body = function() return 403, {} end,
	headers = function() return 403, "x", "y" end,
	extra = function() return { status = 403 }, "x" end,
	typo = function() return { header = {} } end,
	both = function() return { status = 403, subprotocol = "x" } end,
	loose = function() return { body = "x" } end,
	unasked = function() return { subprotocol = "x" } end,
	named = function() return { headers = { ["a b"] = "c" } } end,
	split = function() return { headers = { a = "b\r\nc: d" } } end,
	ours = function() return { headers = { Upgrade = "h2c" } } end,
	valued = function() return { headers = { a = true } } end,
	listed = function() return { headers = { "a: b" } } end,
	nowhere = function() return 302 end,
	send = function(ws) ws:send("x") end,
	close = function(ws) ws:close("x") end,
}
function ws:on_handshake(request)
	local f = answers[request.args.way]
	if f then return f(self.ws) end
end`))
		for way, want := range map[string]string{
			"error":   ":14: no database",
			"nobody":  ":15: attempt to index a nil value (local 't')",
			"low":     ":38: on_handshake: status 200: must be from 300 to 599 (but not 304), to refuse the client",
			"high":    ":38: on_handshake: status 600: must be from",
			"half":    ":38: on_handshake: status 403.5: must be",
			"text":    ":38: on_handshake: returned a string: nothing lets",
			"failed":  ":38: on_handshake: returned nil and more, which neither",
			"sure":    ":38: on_handshake: returned true and more",
			"body":    ":38: on_handshake: the body is a table, not a string",
			"headers": ":38: on_handshake: headers is a string, not a table",
			"extra":   ":38: on_handshake: returned a table and more",
			"typo":    ":38: on_handshake: returned a table with a field 'header'",
			"both":    ":38: on_handshake: returned both a status",
			"loose":   ":38: on_handshake: returned a body without a status",
			"unasked": `:38: on_handshake: subprotocol "x" was not asked for by the client ([])`,
			"named":   `:38: on_handshake: header name "a b" is malformed`,
			"split":   ":38: on_handshake: header a has a control character",
			"ours":    ":38: on_handshake: header Upgrade is the handshake's own",
			"valued":  ":38: on_handshake: header a is a boolean, not a string",
			"listed":  ":38: on_handshake: headers has a key that is a number",
			"nowhere": ":38: on_handshake: status 302 needs a header Location",
			"send":    ":35: ws:send: the websocket is not open before",
			"close":   ":36: ws:close: the websocket is not open before on_open; to refuse",
		} {
			s.refuse("/?way="+way, 500, "Internal Server Error\n")
			if s.log.count("ws.lua"+want) != 1 {
				t.Errorf("%s: the log has no %q", way, want)
			}
		}
		c, _, _ := s.knock("/", nil) // others go on
		c.want("hello nil")
		if n := len(s.log.events()); n != 1+23 {
			t.Errorf("%d calls and tracebacks", n)
		}
	})
}

// What on_handshake is told.
func TestHandshakeRequest(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:on_handshake(r)
	assert(r.headers == self.headers and r.headers["x-LOWER"] == "low" and r.tls == nil)
	return 403, table.concat({
		r.method, r.path, r.url, r.query, r.args.a, r.args.b, tostring(r.args.c), r.args["d e"], r.cookies.id, r.cookies.x,
		table.concat(r.subprotocols, "+"), r.remote:match("^127%.0%.0%.1:%d+$") and "remote" or r.remote,
	}, " | ")
end`))
		_, r, body := s.knock("/a%20b/c?a=1&a=2&b=%C3%A4+x&%zz&d%20e=", &websocket.DialOptions{
			HTTPHeader:   http.Header{"X-Lower": {"low"}, "Cookie": {"id=7; x=\"y\"; id=8"}},
			Subprotocols: []string{"v2", "v1"},
		})
		want := "GET | /a b/c | /a%20b/c?a=1&a=2&b=%C3%A4+x&%zz&d%20e= | a=1&a=2&b=%C3%A4+x&%zz&d%20e= | 1 | ä x | nil |  | 7 | y | v2+v1 | remote"
		if r == nil || r.StatusCode != 403 || body != want {
			t.Errorf("%v %q\nwant %q", r, body, want)
		}
	})
}

// The class chooses among the subprotocols that a client asks for.
func TestHandshakeSubprotocol(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := prepare(t, nil)
		s.server.Config.Subprotocols = []string{"v1"}
		s.start(m, class(`
function ws:on_handshake(r)
	if r.subprotocols[1] == "v3" then return { subprotocol = r.subprotocols[1] } end
end`))
		for _, tt := range []struct{ asked, want string }{{"v3,v1", "v3"}, {"v2,v1", "v1"}, {"v2", ""}, {"", ""}} {
			var asked []string
			if tt.asked != "" {
				asked = strings.Split(tt.asked, ",")
			}
			c, _, _ := s.knock("/", &websocket.DialOptions{Subprotocols: asked})
			if c == nil || c.Subprotocol() != tt.want {
				t.Fatalf("asked for %s: %v", tt.asked, c)
			}
		}
	})
}

// A decision may take its time, and keeps nobody else waiting.
func TestHandshakeBlocks(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := prepare(t, nil)
		s.write("judge.lua", `
local skynet = require "skynet"
skynet.start(function()
	skynet.dispatch("lua", function(_, _, name) skynet.sleep(1) skynet.retpack(name == "ann") end)
end)`)
		s.start(m, class(opens+`
function ws:on_handshake(r)
	self.user = r.args.user
	return skynet.call(skynet.uniqueservice("judge"), "lua", self.user)
end`))
		every(t, 20, func(i int) error {
			user, status := "ann", 101
			if i%2 == 1 {
				user, status = "bob", 403
			}
			c, resp, err := websocket.Dial(testContext(t), "ws://"+s.addr+"/?user="+user, nil)
			if resp == nil || resp.StatusCode != status {
				return fmt.Errorf("%s: %v", user, err)
			}
			if c != nil {
				c.CloseNow()
			}
			return nil
		})
		s.log.wait(t, 10, "on_close")
		if n := s.log.count("on_open"); n != 10 {
			t.Errorf("%d came in", n)
		}
	})
}

// A decision that doesn't come in time is 503; what the task holds is given back.
func TestHandshakeTooLate(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := prepare(t, nil)
		s.server.Config.HandshakeTimeout = 100 * time.Millisecond
		s.start(m, class(opens+`
function ws:on_handshake(r)
	if r.args.quick then return true end
	local held <close> = setmetatable({}, { __close = function() skynet.error("given back") end })
	skynet.wait()
	skynet.error("goes on")
end`))
		s.refuse("/", 503, "no decision in time\n")
		s.log.wait(t, 1, "given back")
		c, _, _ := s.knock("/?quick=1", nil)
		c.want("hello nil")
		c.Close(1000, "")
		s.log.wait(t, 1, "on_close")
		if s.log.count("goes on") != 0 || s.log.count("on_open") != 1 {
			t.Error("the task goes on")
		}
		if m == isolated {
			until(t, func() bool { return s.host.Len() == 0 })
		}
	})
}

// What the script's modules do at first counts as part of the decision.
func TestHandshakeInitTooLate(t *testing.T) {
	s := prepare(t, nil)
	s.server.Config.HandshakeTimeout = 100 * time.Millisecond
	s.start(isolated, class(fmt.Sprintf(`
skynet.init(function() if io.open(%q) then skynet.wait() end end)
function ws:on_handshake(r) return 403, "decided" end`, s.file("stop"))))
	s.refuse("/", 403, "decided")
	s.write("stop", "")
	s.refuse("/", 503, "no decision in time\n")
	until(t, func() bool { return s.host.Len() == 0 })
	if n := s.log.count(""); n != 1 || s.log.count("no decision in time (HTTP status 503)") != 1 {
		t.Errorf("%d lines in the log", n)
	}
}

// Shutdown breaks a decision off.
func TestHandshakeShutdown(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := prepare(t, nil)
		s.server.Config.HandshakeTimeout = time.Hour
		s.start(m, class(opens+`function ws:on_handshake() skynet.error("asked") skynet.wait() end`))
		result := make(chan error, 1)
		go func() {
			_, _, err := websocket.Dial(testContext(t), "ws://"+s.addr, nil)
			result <- err
		}()
		s.log.wait(t, 1, "asked")
		s.closeAll()
		if err := <-result; err == nil {
			t.Error("the client was let in")
		}
		if s.log.count("on_open")+s.log.count("on_close") != 0 {
			t.Error("on_open or on_close of who was not let in")
		}
	})
}

// The service may end meanwhile: the client gets 500, and others are served.
func TestHandshakeExit(t *testing.T) {
	each(t, []mode{isolated, shared, spread}, func(t *testing.T, m mode) {
		s := newSite(t, m, class(opens+`function ws:on_handshake(r) if r.args.exit then skynet.exit() end end`))
		for i := range 3 {
			s.refuse("/?exit=1", 500, "Internal Server Error\n")
			c, _, _ := s.knock("/", nil)
			c.want("hello nil")
			c.CloseNow()
			s.log.wait(t, i+1, "on_close")
		}
	})
}

// An error in ctor, before on_handshake.
func TestHandshakeWithoutInstance(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:ctor() error("no instance") end
function ws:on_handshake() skynet.error("asked") end`))
		s.refuse("/", 500, "Internal Server Error\n")
		s.log.wait(t, 1, "ws.lua:10: no instance")
		if s.log.count("asked") != 0 {
			t.Error("asked without an instance")
		}
	})
}

// Nobody is asked, and no state is made, for what the engine refuses by itself.
func TestHandshakeRefusedBefore(t *testing.T) {
	s := newSite(t, isolated, class(`skynet.error("loaded") function ws:on_handshake() end`))
	s.log.wait(t, 1, "loaded")
	resp, err := http.Get("http://" + s.addr + "/a?b")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 426 || !strings.Contains(string(body), "ws://"+s.addr+"/a\n") {
		t.Errorf("%v %q", resp, body)
	}
	_, resp, text := s.knock("/", &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"http://example.com"}}})
	if resp == nil || resp.StatusCode != 403 || !strings.Contains(text, `"http://example.com"`) || !strings.Contains(text, `"`+s.addr+`"`) || !strings.Contains(text, "--origin") {
		t.Errorf("%v %q", resp, text)
	}
	if n := s.log.count("loaded"); n != 1 {
		t.Errorf("loaded %d times", n)
	}
}
