package websocket

import (
	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/wsbridge"
)

// join has the connection end with its service, leave takes that back.
func (x *session) join() {
	x.ends = luahost.EndsOf(x.s)
	x.ends.Add(x.conn, func() { x.conn.Close(wsbridge.CloseGoingAway, "service ended") })
}

// killedUnless is called when start ends, in whatever way: who kills its task ends
// the connection.
func (x *session) killedUnless(over bool) {
	if !over && x.conn != nil && x.s.CanBlock() { // else the service is ending
		x.conn.Close(wsbridge.CloseGoingAway, "task killed")
	}
}

func (x *session) leave() {
	if x.ends != nil {
		x.ends.Remove(x.conn)
	}
}
