package e2e

import (
	"fmt"
	"testing"
)

// Globals and locals of the script are a connection's own with workers 0, and
// shared otherwise.
func TestState(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
local count = 0
function ws:on_open()
	count = count + 1
	total = (total or 0) + 1
	string.mark = (string.mark or 0) + 1
	ws.opened = (ws.opened or 0) + 1
	self.ws:send(table.concat({ count, total, string.mark, ws.opened }, " "))
end`))
		for i := 1; i <= 3; i++ {
			n := i
			if m == isolated {
				n = 1
			}
			s.dial().want(fmt.Sprint(n, " ", n, " ", n, " ", n))
		}
	})
}

const chat = `
local room, n = {}, 0
function ws:on_open()
	n = n + 1
	room[self] = true
	self.ws:send("welcome")
	if n == 50 then skynet.error("full") end
end
function ws:on_message(msg)
	for member in pairs(room) do member.ws:send(msg) end
end
function ws:on_close()
	room[self] = nil
	n = n - 1
	skynet.error("left", n)
end`

// Clients of a chat all see the same messages in the same order.
func TestChat(t *testing.T) {
	const clients, messages = 50, 5
	each(t, []mode{shared, launched}, func(t *testing.T, m mode) {
		s := newSite(t, m, class(chat))
		all := make([]*client, clients)
		for i := range all {
			all[i] = s.dial()
			all[i].want("welcome")
		}
		s.log.wait(t, 1, "full")
		go func() {
			for i, c := range all {
				for k := range messages {
					c.sendText(fmt.Sprint(i, ":", k))
				}
			}
		}()
		seen := make([][]string, clients)
		every(t, clients, func(i int) error {
			for range clients * messages {
				msg, err := all[i].next()
				if err != nil {
					return err
				}
				seen[i] = append(seen[i], msg)
			}
			return nil
		})
		for i := range seen {
			if got, want := fmt.Sprint(seen[i]), fmt.Sprint(seen[0]); got != want {
				t.Fatalf("client %d sees %s\nclient 0 sees %s", i, got, want)
			}
		}
		every(t, clients, func(i int) error { return all[i].Close(1000, "") })
		s.log.wait(t, 1, "left 0")
	})
}

// skynet.exit ends the service, and with it its connections.
func TestExit(t *testing.T) {
	for _, method := range []string{"on_message", "on_open", "ctor", "fork", "parked"} {
		t.Run(method, func(t *testing.T) {
			each(t, modes, func(t *testing.T, m mode) {
				s := newSite(t, m, class(`
local how = "`+method+`"
function ws:ctor(opt)
	self.ws = opt.ws
	if how == "ctor" and opt.headers["X-Exit"] then skynet.exit() end
	self.exits = opt.headers["X-Exit"]
end
function ws:on_open()
	self.ws:send("hello")
	if how == "on_open" and self.exits then skynet.exit() end
end
function ws:on_message(msg)
	if msg == "x" then return self.ws:send(msg) end
	if how == "fork" then
		skynet.fork(skynet.exit)
		skynet.sleep(1e6)
	elseif how == "parked" then
		skynet.fork(function()
			local guard <close> = setmetatable({}, { __close = function() self.ws:send("unwound") end })
			skynet.wait()
		end)
		skynet.timeout(1e6, error)
		skynet.yield()
	end
	skynet.exit()
end`))
				other := s.dial()
				other.want("hello")
				r := s.raw("X-Exit: yes")
				if method != "ctor" {
					r.want("hello")
				}
				if method != "ctor" && method != "on_open" {
					r.send(frame(text, "exit"))
				}
				if method == "parked" {
					r.want("unwound")
				}
				r.wantClose(1001, "service ended")
				switch m {
				case isolated:
					other.send("x")
					other.want("x")
				case launched:
					<-s.main.Gone()
					if err := s.main.Failure(); err != nil {
						t.Errorf("main.lua failed: %v", err)
					}
					fallthrough
				default:
					other.wantClose(1001, "service ended")
				}
				if m != launched { // new clients find a service
					c := s.dial()
					c.want("hello")
					c.send("x")
					c.want("x")
				}
				if n := s.log.count("on_close"); n != 0 {
					t.Errorf("%d calls of on_close in a service that has ended", n)
				}
			})
		})
	}
}
