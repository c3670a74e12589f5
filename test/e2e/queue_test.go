package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/luaws/luaws/wsbridge"
)

// filling is a class that fills the queue when it is asked to, or drained.
const filling = `
local data = ("x"):rep(60000)
function ws:fill()
	repeat self.sent = (self.sent or 0) + (self.ws:send(data) and 1 or 0)
	until self.ws:buffered() >= 65536
end
`

// A producer sends until much waits, and goes on when on_drain tells that nothing
// does any more.
func TestOnDrain(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(filling+`
function ws:on_message()
	self:fill()
	skynet.error("waits")
end
function ws:on_drain()
	self.drained = (self.drained or 0) + 1
	skynet.error("drained", self.drained, self.ws:buffered())
	if self.drained < 3 then
		self:fill()
	else
		self.ws:send(self.sent .. " sent")
	end
end`))
		c := s.dial()
		c.send("go")
		s.log.wait(t, 1, "waits")
		if s.log.count("drained") != 0 {
			t.Error("on_drain was called while the queue was full")
		}
		for n := 0; ; n++ {
			got, err := c.next()
			if err != nil {
				t.Fatal(err)
			}
			if count, ok := strings.CutSuffix(got, " sent"); ok {
				if count != strconv.Itoa(n) {
					t.Errorf("%s were sent, %d came", count, n)
				}
				break
			}
		}
		s.log.wait(t, 1, "drained 3 0")
	})
}

// While on_drain blocks it isn't called again; that is made up for afterwards.
func TestOnDrainOneAtATime(t *testing.T) {
	s := newSite(t, shared, class(filling+`
function ws:on_message(msg)
	if msg == "wake" then
		skynet.wakeup(self)
	else
		self:fill()
		skynet.error("waits")
	end
end
function ws:on_drain()
	self.calls = (self.calls or 0) + 1
	skynet.error("begins", self.calls)
	if self.calls == 1 then
		self.ws:send("begun")
		self:fill()
		self.ws:send("full")
		skynet.wait(self)
	end
	skynet.error("ends", self.calls)
	self.ws:send("ended")
end`))
	c := s.dial()
	c.send("go")
	s.log.wait(t, 1, "waits")
	for _, text := range []string{"begun", "full"} {
		for got := ""; got != text; {
			var err error
			if got, err = c.next(); err != nil {
				t.Fatal(err)
			}
		}
	}
	// The queue is empty once more, but nobody is told yet.
	c.send("wake")
	c.want("ended", "ended")
	s.log.wait(t, 1, "ends 2")
	if n := s.log.count("begins"); n != 2 {
		t.Errorf("on_drain was called %d times", n)
	}
}

// A message that is dropped is known to the sender, or not if it is an older one.
func TestSlowConsumerPolicies(t *testing.T) {
	script := class(`
local data = ("x"):rep(60000)
function ws:on_message(msg)
	local results = {}
	for i = 1, 400 do
		local ok, why = self.ws:send(data .. i)
		local r = tostring(ok) .. " " .. tostring(why)
		if results[#results] ~= r then
			results[#results + 1] = r
		end
	end
	skynet.error("results:", table.concat(results, ", "))
	self.ws:close("done")
end`)
	for policy, want := range map[wsbridge.SlowPolicy]string{
		wsbridge.CloseSlow:  "results: true nil, nil nil",
		wsbridge.DropOldest: "results: true nil",
		wsbridge.DropNewest: "results: true nil, nil send queue full",
	} {
		s := prepare(t, nil)
		s.server.Config.SendQueue, s.server.Config.Slow = 1<<20, policy
		s.start(shared, script)
		c := s.dial()
		c.send("go")
		s.log.wait(t, 1, want)
		last := ""
		for {
			got, err := c.next()
			if err != nil {
				break
			}
			last = strings.Trim(got, "x")
		}
		if (last == "400") != (policy == wsbridge.DropOldest) {
			t.Errorf("%v: the last that came is %q", policy, last)
		}
		if policy == wsbridge.CloseSlow {
			s.log.wait(t, 1, "on_error wsbridge: send queue full")
			s.log.wait(t, 1, "on_close send queue full 1008")
		} else {
			s.log.wait(t, 1, "on_close done 1000")
		}
	}
}

// http.websocket's write tells nothing of messages that are dropped, and has no
// error.
func TestSlowConsumerOfHTTPWebsocket(t *testing.T) {
	s := prepare(t, nil)
	s.server.Config.SendQueue, s.server.Config.Slow = 1<<20, wsbridge.DropNewest
	s.launch(`
local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
skynet.start(function()
	local H = {}
	function H.message(id)
		for i = 1, 400 do
			assert(websocket.write(id, ("x"):rep(60000)) == nil)
		end
		skynet.error("written")
		websocket.close(id, 1000, "done")
	end
	socket.start(socket.listen("127.0.0.1", 0), function(id) websocket.accept(id, H) end)
end)`)
	c := s.dial()
	c.send("go")
	s.log.wait(t, 1, "written")
	for {
		if _, err := c.next(); err != nil {
			break
		}
	}
	if n := s.server.Stats.Of(wsbridge.DroppedMessage); n == 0 {
		t.Error("nothing was dropped")
	}
}
