package websocket

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// warnAt is how many queued bytes skynet warns of first.
const warnAt = 1 << 20

// watch has the warning callback called, in a task of its own, when ever more
// waits for the peer (1 MiB, 2, 4, ...), and with 0 when that is over. Without
// the callback the log tells.
func (x *session) watch() {
	x.conn.Watch(warnAt, func(bytes int) {
		kb := (bytes + 1023) / 1024
		x.s.Start(x.s.NewTask(lua54.NewFunction(func(L *luahost.State) int {
			x.warn(L, kb)
			return 0
		})))
	})
}

func (x *session) warn(L *luahost.State, kb int) {
	switch {
	case !x.pooled:
	case x.warns:
		f := lua54.Index(L, x.handle, lua.LString("warning"))
		if lua.LVAsBool(f) {
			lua54.Push(L, f, x.object(), lua54.Int(int64(kb)))
			lua54.Call(L, 2, 0)
		}
	default:
		x.s.Log(fmt.Sprintf("WARNING: %d K bytes need to send out (fd = %d)", kb, x.id))
	}
}

// object is what warning gets.
func (x *session) object() *lua54.Table {
	t := lua54.NewTable(0, 6)
	t.RawSetString("id", x.value())
	t.RawSetString("addr", x.addr)
	t.RawSetString("real_ip", x.realIP)
	t.RawSetString("mode", lua.LString("server"))
	t.RawSetString("handle", x.handle)
	return t
}
