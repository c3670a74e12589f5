package websocket

import (
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// drainMark is how many bytes must have waited for the client before on_drain
// tells that nothing does any more; half of the send queue, if that is less.
const drainMark = 64 << 10

// onDrain is an instance's, or nil.
func onDrain(L *luahost.State, self lua.LValue) lua.LValue {
	return lua54.Index(L, self, lua.LString("on_drain"))
}

// A drain calls on_drain of a class that has it, one call at a time.
type drain struct {
	x       *session
	pending atomic.Bool // a task is going to

	// The service's.
	running bool
	again   bool // the queue has become empty once more meanwhile
}

// watchQueue has on_drain called, if there is one. It is called before anything
// can be sent.
func (x *session) watchQueue(L *luahost.State) {
	if onDrain(L, x.self) == lua.LNil {
		return
	}
	d := &drain{x: x}
	x.conn.Watch(drainMark, func(waiting int) {
		if waiting == 0 && !d.pending.Swap(true) {
			x.s.Start(x.s.NewTask(lua54.NewFunction(d.call)))
		}
	})
}

func (d *drain) call(L *luahost.State) int {
	d.pending.Store(false)
	if d.running {
		d.again = true
		return 0
	}
	d.running = true
	defer func() { d.running = false }()
	for d.again = true; d.again && !d.x.conn.Closing(); {
		d.again = false
		d.x.call(L, onDrain(L, d.x.self))
	}
	return 0
}
