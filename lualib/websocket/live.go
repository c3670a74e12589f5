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

func (x *session) leave() {
	if x.ends != nil {
		x.ends.Remove(x.conn)
	}
}
