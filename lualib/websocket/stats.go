package websocket

import (
	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// stats() tells what has happened to the websockets of the process: a table of
// the counters that wsbridge.Server.Counts describes, by name.
func (k *serverLib) stats(L *luahost.State) int {
	counts := k.server.Counts()
	t := lua54.NewTable(0, len(counts))
	for _, c := range counts {
		t.RawSetString(c.Name, lua54.Int(c.Value))
	}
	return lua54.Push(L, t)
}
