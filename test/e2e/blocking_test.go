package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A handler that sleeps holds up nobody else, not even later messages of its
// own connection. The clock stands still: only advance can wake it.
func TestSlowHandler(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_message(msg)
	if msg == "sleep" then
		skynet.error("sleeping")
		skynet.sleep(100)
	elseif msg == "in pcall" then
		pcall(table.sort, {1, 2}, function(a, b) skynet.sleep(100) return a < b end)
	end
	self.ws:send(msg)
end`))
		slow, other := s.dial(), s.dial()
		slow.send("sleep", "in pcall")
		s.log.wait(t, 1, "sleeping")
		for i := range 100 {
			other.send(fmt.Sprint(i))
			other.want(fmt.Sprint(i))
		}
		third := s.dial() // connecting isn't held up either
		third.send("x")
		third.want("x")
		slow.send("later")
		slow.want("later")
		s.advance(999 * time.Millisecond)
		slow.send("not yet")
		slow.want("not yet")
		s.advance(time.Millisecond)
		slow.want("sleep", "in pcall")
	})
}

// A client that sends without end while its handlers are parked is not read
// beyond the bound; all is answered in the end.
func TestBackpressure(t *testing.T) {
	const bound, n = 256, 1500
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_open() self.unfinished, self.most = 0, 0 end
function ws:on_message(msg)
	if msg == "quick" then return self.ws:send(msg) end
	self.unfinished = self.unfinished + 1
	self.most = math.max(self.most, self.unfinished)
	if self.most == 256 and not self.full then
		self.full = true
		skynet.error("full")
	end
	skynet.sleep(10)
	self.unfinished = self.unfinished - 1
	self.ws:send(msg)
end
function ws:on_close() skynet.error("most", self.most) end`))
		c, other := s.dial(), s.dial()
		sent := make(chan error, 1)
		go func() {
			var err error
			for i := 0; err == nil && i < n; i++ {
				err = c.sendText(fmt.Sprint(i, " ", strings.Repeat("x", 1000)))
			}
			sent <- err
		}()
		s.log.wait(t, 1, "full")
		other.send("quick") // is not held up
		other.want("quick")

		received := make(chan error, 1)
		go func() {
			var err error
			for i := 0; err == nil && i < n; i++ {
				var msg string
				if msg, err = c.next(); err == nil && !strings.HasPrefix(msg, fmt.Sprint(i, " ")) {
					err = fmt.Errorf("got %.20q for message %d", msg, i)
				}
			}
			received <- err
		}()
		for done := false; !done; {
			select {
			case err := <-received:
				if err != nil {
					t.Fatal(err)
				}
				done = true
			default:
				s.advance(100 * time.Millisecond)
			}
		}
		if err := <-sent; err != nil {
			t.Error(err)
		}
		c.Close(1000, "")
		s.log.wait(t, 1, "most ")
		if got, want := s.log.lines("most ")[0], fmt.Sprint("most ", bound); got != want {
			t.Errorf("unfinished handlers: %s, want %s", got, want)
		}
	})
}

// What a handler starts goes on by itself, and sends to the client.
func TestPush(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_open()
	skynet.timeout(50, function() self.ws:send("timeout") end)
	skynet.fork(function(a, b)
		self.ws:send("fork " .. a .. b)
		for i = 1, 3 do
			skynet.sleep(100)
			self.ws:send("tick " .. i)
		end
	end, "x", "y")
	self.ws:send("open")
end
function ws:on_message(msg)
	if msg == "wait" then
		skynet.wait(self)
		self.ws:send("woken")
	else
		skynet.wakeup(self)
		self.ws:send("waking")
	end
end`))
		c := s.dial()
		c.want("open", "fork xy")
		s.advance(500 * time.Millisecond)
		c.want("timeout")
		s.advance(10 * time.Second)
		c.want("tick 1")
		for i := 2; i <= 3; i++ {
			s.advance(time.Second)
			c.want(fmt.Sprint("tick ", i))
		}
		c.send("wait", "wake")
		c.want("waking", "woken")
	})
}

// An hour of a thousand naps costs no time.
func TestHour(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_message()
	local start = skynet.now()
	for i = 1, 1000 do skynet.sleep(360) end
	self.ws:send(tostring(skynet.now() - start))
end`))
		c := s.dial()
		c.send("nap")
		got := make(chan error, 1)
		go func() { got <- c.expect("360000") }()
		for {
			select {
			case err := <-got:
				if err != nil {
					t.Fatal(err)
				}
				return
			default:
				s.advance(3600 * time.Millisecond)
			}
		}
	})
}
