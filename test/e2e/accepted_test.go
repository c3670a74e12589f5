package e2e

import (
	"testing"
	"time"

	"github.com/coder/websocket"
)

// A message that was accepted is worked off, also when its client is gone. An
// isolated connection's service ends after that.
func TestAcceptedMessageOutlivesItsConnection(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_message(msg)
	skynet.error("begin", msg)
	skynet.sleep(100)
	skynet.error("saved", msg)
end
function ws:on_close() skynet.error("closed") end`))
		c := s.dial()
		c.send("a")
		s.log.wait(t, 1, "begin a")
		c.Close(websocket.StatusNormalClosure, "")
		s.log.wait(t, 1, "closed")
		s.advance(time.Second)
		s.log.wait(t, 1, "saved a")
		if m == isolated {
			until(t, func() bool { return s.host.Len() == 0 })
		}
	})
}
