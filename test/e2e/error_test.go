package e2e

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// errorScript has known line numbers.
const errorScript = `local class = require "class"
local ws = class("ws")
function ws:ctor(opt) self.ws = opt.ws end
function ws:on_open() end
local function fail(msg)
	error("cannot " .. msg)
end
function ws:on_message(msg)
	if msg:find("fail", 1, true) then
		fail(msg) -- line 10
	elseif msg == "nil" then
		self.nothing.field = 1
	elseif msg == "object" then
		error(setmetatable({}, { __tostring = function() return "an object" end }))
	end
	self.ws:send(msg)
end
function ws:on_error() end
function ws:on_close() end
return ws`

// An error in on_message is logged with its traceback; the connection goes on.
func TestErrorInMessage(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, errorScript)
		c := s.dial()
		c.send("fail", "nil", "object", "hello")
		c.want("hello")
		script := regexp.QuoteMeta(s.file("ws.lua"))
		for _, want := range []string{
			`\[:[0-9a-f]{8}\] ` + script + `:6: cannot fail\nstack traceback:\n\t.*\n(\t.*\n)*\t` + script + `:10: in .*\n`,
			script + `:12: attempt to index a nil value \(field 'nothing'\)\nstack traceback:\n`,
			`\] an object\n`,
		} {
			if !regexp.MustCompile(want).MatchString(s.log.String()) {
				t.Errorf("the log has no %s", want)
			}
		}
		if n := s.log.count("stack traceback:"); n > 3 {
			t.Errorf("%d tracebacks of 3 errors", n)
		}
	})
}

// Errors without end in one connection disturb no other.
func TestStreamOfErrors(t *testing.T) {
	const n = 10
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, errorScript)
		bad, good := s.dial(), s.dial()
		ctx, stop := context.WithCancel(testContext(t))
		sent := make(chan int)
		go func() {
			i := 0
			for ctx.Err() == nil && bad.sendText(fmt.Sprint("fail ", i)) == nil {
				i++
			}
			sent <- i
		}()
		s.log.wait(t, 1, "cannot fail")
		for i := range n {
			good.send(fmt.Sprint(i))
			good.want(fmt.Sprint(i))
		}
		stop()
		errors := <-sent
		bad.send("still here")
		bad.want("still here")
		if got := s.log.count(": cannot fail"); got != errors {
			t.Errorf("%d messages, %d errors in the log", errors, got)
		}
	})
}

// endless are the loops that a script may fall into.
var endless = map[string]string{
	"plain":     `while true do end`,
	"pcall":     `while true do pcall(function() while true do end end) end`,
	"xpcall":    `while true do xpcall(error, function() while true do end end) end`,
	"coroutine": `coroutine.wrap(function() while true do end end)()`,
	"close":     `local x <close> = setmetatable({}, { __close = function() while true do end end })`,
	"pattern":   `string.find(("a"):rep(60), ("a*"):rep(30) .. "b")`,
	"sort":      `table.sort({1, 2, 3}, function() while true do end end)`,
	"recursion": `local function f() pcall(f) pcall(f) end f()`,
	"tail call": `local function f() return f() end f()`,
	"goto":      `::a:: goto a`,
	"concat":    `local t = setmetatable({}, { __index = function() while true do end end }) return t.x`,
}

// An endless loop in one isolated connection stops no other; where a state is
// shared, everything can still be ended.
func TestEndlessLoop(t *testing.T) {
	for name, loop := range endless {
		t.Run(name, func(t *testing.T) {
			each(t, modes, func(t *testing.T, m mode) {
				s := newSite(t, m, class(`
function ws:on_message(msg)
	if msg == "loop" then
		skynet.error("looping")
		`+loop+`
	end
	self.ws:send(msg)
end`))
				bad, good := s.dial(), s.dial()
				bad.send("loop")
				s.log.wait(t, 1, "looping")
				if m == isolated {
					for i := range 20 {
						good.send(fmt.Sprint(i))
						good.want(fmt.Sprint(i))
					}
					good.Close(1000, "")
				}
				if err := s.close(noPatience()); err != context.Canceled {
					t.Errorf("close: %v", err)
				}
			})
		})
	}
}

// A loop that is in the way of a connection's beginning or end doesn't keep the
// host from closing.
func TestEndlessLoopElsewhere(t *testing.T) {
	for _, method := range []string{"ctor(opt)", "on_open()", "on_close()"} {
		t.Run(method, func(t *testing.T) {
			each(t, modes, func(t *testing.T, m mode) {
				name, _, _ := strings.Cut(method, "(")
				s := newSite(t, m, class(`function ws:`+method+` skynet.error("looping in `+name+`") while true do end end`))
				s.dial().CloseNow()
				s.log.wait(t, 1, "looping in "+name)
				if err := s.close(noPatience()); err != context.Canceled {
					t.Errorf("close: %v", err)
				}
			})
		})
	}
}
