package websocket

import (
	"context"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// Leave calls on_shutdown, if the class has one, and returns when it has ended or
// ctx has: then it goes on, but what it sends has nowhere to go.
func (x *session) Leave(ctx context.Context, c *wsbridge.Conn) {
	done := make(chan struct{})
	task := x.s.NewTask(lua54.NewFunction(func(L *luahost.State) int {
		if !x.opened || c.Closing() {
			return 0
		}
		if f := lua54.Index(L, x.self, lua.LString("on_shutdown")); f != lua.LNil {
			x.call(L, f)
		}
		return 0
	}))
	task.OnEnd(func(err error) {
		x.s.LogError(err)
		close(done)
	})
	x.s.Start(task)
	select {
	case <-done:
	case <-ctx.Done():
	}
}
