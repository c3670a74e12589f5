package e2e

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
)

// counting tells how often it was opened and closed.
var counting = class(`
function ws:on_open()
	skynet.error("opened")
	if math.random(10) == 1 then self.ws:close("no") end
	if math.random(10) == 1 then error("no") end
end
function ws:on_message(msg)
	if msg == "close" then return self.ws:close("as you like") end
	if math.random(3) == 1 then skynet.sleep(1) end
	if math.random(10) == 1 then error("oh") end
	skynet.fork(function() self.ws:send("fork") end)
	self.ws:send(msg)
end
function ws:on_error(msg)
	assert(not self.failed and not self.closed)
	self.failed = true
end
function ws:on_close(msg, code)
	assert(not self.closed)
	self.closed = true
	assert(type(msg) == "string" and math.type(code) == "integer" and self.ws.closed)
	skynet.error("ended")
end`)

// act does something to a connection and ends it somehow. Errors are to be
// expected: the server may be gone.
func (s *site) act(r *rand.Rand) {
	c, err := s.tryDial(s.addr, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	for range r.IntN(10) {
		c.sendText("hello")
	}
	switch r.IntN(4) {
	case 0:
		c.Close(4000, "bye")
	case 1:
		c.sendText("\xff")
	case 2:
		c.sendText("close")
	default:
		return
	}
	for err == nil {
		_, err = c.next()
	}
}

// Many connections that begin, talk and end at random: each that was opened is
// closed once, and a shutdown in the midst of it all changes nothing in that.
func TestStorm(t *testing.T) {
	const clients, rounds = 40, 5
	for _, end := range []string{"calm", "shutdown", "no patience"} {
		t.Run(end, func(t *testing.T) {
			each(t, []mode{isolated, shared, spread, launched}, func(t *testing.T, m mode) {
				s := newSite(t, m, counting)
				var storm sync.WaitGroup
				for i := range clients {
					storm.Go(func() {
						r := rand.New(rand.NewPCG(1, uint64(i)))
						for range rounds {
							s.act(r)
						}
					})
				}
				s.log.wait(t, clients, "opened")
				switch end {
				case "calm":
					storm.Wait()
					until(t, func() bool { return s.server.Len() == 0 })
					s.closeAll()
				case "shutdown":
					s.closeAll()
				default:
					s.close(noPatience())
				}
				storm.Wait()
				opened, ended := s.log.count("opened"), s.log.count("ended")
				if opened < ended || opened > ended && end != "no patience" {
					t.Errorf("%d were opened, %d closed", opened, ended)
				}
				if n := s.log.count("assertion failed"); n != 0 {
					t.Error(fmt.Sprint(n, " failed assertions in Lua"))
				}
			})
		})
	}
}
