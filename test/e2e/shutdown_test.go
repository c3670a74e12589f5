package e2e

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/luaws/luaws/luahost"
)

// Shutdown under traffic: each message that reached on_message is answered, and
// then comes 1001; on_close has run for all.
func TestShutdownUnderTraffic(t *testing.T) {
	const clients, before = 10, 30
	each(t, []mode{isolated, shared, spread, launched}, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:on_open() self.handled = 0 end
function ws:on_message(msg)
	self.handled = self.handled + 1
	self.name = msg:match("%d+")
	if self.handled % 7 == 0 then skynet.sleep(1) end
	if self.handled % 5 == 0 then skynet.yield() end
	self.ws:send(msg)
end
function ws:on_close(msg, code) skynet.error(("closed %s %d %d %s."):format(self.name, self.handled, code, msg)) end`))
		all := make([]*client, clients)
		for i := range all {
			all[i] = s.dial()
		}
		warm := make(chan struct{}, clients)
		received := make([]int, clients)
		ended := make(chan error, clients)
		for i, c := range all {
			window := make(chan struct{}, 20) // messages that are not answered yet
			go func() {                       // sends until it can't
				for k := 0; c.sendText(fmt.Sprint(i, " ", k)) == nil; k++ {
					select {
					case window <- struct{}{}:
					case <-c.ctx.Done():
					}
				}
			}()
			go func() {
				defer c.cancel()
				for {
					msg, err := c.next()
					var ce websocket.CloseError
					if errors.As(err, &ce) && ce.Code == 1001 && ce.Reason == "server shutting down" {
						ended <- nil
						return
					}
					if err == nil && !strings.HasPrefix(msg, fmt.Sprint(i, " ")) {
						err = fmt.Errorf("got %q", msg)
					}
					if err != nil {
						ended <- err
						return
					}
					<-window
					if received[i]++; received[i] == before {
						warm <- struct{}{}
					}
				}
			}()
		}
		for range clients {
			<-warm
		}
		s.closeAll()
		for range clients {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		for i, n := range received {
			if got, want := s.log.lines(fmt.Sprint("closed ", i, " ")), fmt.Sprintf("[closed %d %d 1001 server shutting down.]", i, n); fmt.Sprint(got) != want {
				t.Errorf("client %d has %d answers, on_close: %s", i, n, got)
			}
		}
		if n := s.log.count("closed "); n != clients {
			t.Errorf("on_close ran %d times", n)
		}
	})
}

// Shutdown waits for handlers that have begun, however long they sleep.
func TestShutdownWaits(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_message(msg)
	skynet.error("sleeping")
	skynet.sleep(1000)
	self.ws:send(msg)
end`))
		c := s.dial()
		c.send("one", "two")
		s.log.wait(t, 2, "sleeping")
		closed := make(chan struct{})
		go func() {
			defer close(closed)
			s.closeAll()
		}()
		s.advance(1e10)
		c.want("one", "two")
		c.wantClose(1001, "server shutting down")
		<-closed
		if n := s.log.count("on_close server shutting down 1001"); n != 1 {
			t.Errorf("on_close ran %d times", n)
		}
	})
}

var parked = class(`
local function guard(name)
	return setmetatable({}, { __close = function() skynet.error("unwound " .. name) end })
end
function ws:on_open()
	skynet.fork(function() local g <close> = guard "wait" skynet.wait() end)
	skynet.fork(function() local g <close> = guard "sleep" skynet.sleep(1e6) end)
	skynet.fork(function() local g <close> = guard "pcall" while true do pcall(skynet.sleep, 1e6) end end)
	skynet.fork(function() local g <close> = guard "coroutine" coroutine.wrap(function() skynet.wait() end)() end)
	skynet.timeout(1e6, function() skynet.error("never") end)
	self.co = coroutine.create(function() coroutine.yield() end)
	coroutine.resume(self.co)
end
function ws:on_message(msg)
	local g <close> = guard "message"
	if msg == "last" then skynet.error("parked") end
	table.sort({ 1, 2, 3 }, function() skynet.wait() return true end)
end`)

// Whatever waits in a service is unwound when that ends.
func TestParkedTasks(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		const clients = 5
		s := newTimelessSite(t, m, parked)
		every(t, clients, func(int) error {
			c, err := s.tryDial(s.addr, nil)
			if err == nil {
				err = errors.Join(c.sendText("one"), c.sendText("last"), c.Close(1000, "bye"))
			}
			return err
		})
		s.log.wait(t, clients, "on_close bye 1000")
		until(t, func() bool { return s.server.Len() == 0 })
		s.closeAll()
		for _, name := range []string{"wait", "sleep", "pcall", "coroutine"} {
			if n := s.log.count("unwound " + name); n != clients {
				t.Errorf("%d tasks were unwound in %s", n, name)
			}
		}
		if n := s.log.count("unwound message"); n != 2*clients {
			t.Errorf("%d handlers were unwound", n)
		}
		if s.log.count("never") != 0 {
			t.Error("a timeout ran")
		}
	})
}

// Without patience, closing leaves nothing either.
func TestShutdownWithoutPatience(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		const clients = 5
		s := newTimelessSite(t, m, parked)
		for range clients {
			s.dial().send("one", "last")
		}
		s.log.wait(t, clients, "parked")
		if err := s.close(noPatience()); err != context.Canceled {
			t.Errorf("close: %v", err)
		}
	})
}

// A connection that is in on_open when the shutdown begins ends as others do.
func TestShutdownInOpen(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_open()
	skynet.error("opening")
	skynet.sleep(100)
	self.ws:send("lost or not")
	skynet.error("opened")
end`))
		r := s.raw()
		s.log.wait(t, 1, "opening")
		closed := make(chan struct{})
		go func() {
			defer close(closed)
			s.closeAll()
		}()
		if first, p, err := r.next(); err != nil || first != closing || p != "\x03\xe9server shutting down" {
			t.Fatalf("frame %#x %q, error %v", first, p, err)
		}
		r.send(frame(closing, "\x03\xe9"))
		s.advance(1e9)
		r.wantEnd()
		<-closed
		if got := fmt.Sprint(s.log.lines("o")); got != "[opening opened on_close server shutting down 1001]" {
			t.Errorf("the handler is told %s", got)
		}
	})
}

// A task that is unwound and loops in a __close method doesn't keep the host
// from closing.
func TestShutdownOfEndlessUnwinding(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_message()
	local guard <close> = setmetatable({}, { __close = function() while true do end end })
	skynet.fork(function() skynet.error("parked") end)
	skynet.wait()
end`))
		s.dial().send("x")
		s.log.wait(t, 1, "parked")
		if err := s.close(noPatience()); err != context.Canceled {
			t.Errorf("close: %v", err)
		}
	})
}

// A host may be closed while services are being started.
func TestCloseWhileStarting(t *testing.T) {
	for range 20 {
		s := prepare(t, nil)
		script := s.write("main.lua", `require "skynet".start(function() while true do pcall(error) end end)`)
		every(t, 8, func(i int) error {
			if i == 0 {
				s.close(noPatience())
				return nil
			}
			for {
				if _, err := s.host.Launch(script); err != nil {
					if err != luahost.ErrHostClosed {
						return err
					}
					return nil
				}
			}
		})
	}
}

// Services that start others without end don't hold the closing up.
func TestCloseWhileServicesStartServices(t *testing.T) {
	s := prepare(t, nil)
	script := s.write("main.lua", `
		local skynet = require "skynet"
		if ... then return skynet.start(function() end) end
		skynet.start(function() while true do pcall(skynet.newservice, SERVICE_NAME, "child") end end)`)
	for range 8 {
		if _, err := s.host.Launch(script); err != nil {
			t.Fatal(err)
		}
	}
	s.closeAll()
}
