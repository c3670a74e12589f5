package websocket

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// connectionLib is the module websocket.connection: the websockets of the whole
// process, whichever service they belong to.
func connectionLib(server *wsbridge.Server) luahost.Module {
	return luahost.CoreLibrary(map[string]lua.LGFunction{

		// get(id) returns a ws of the connection that has this ws.id (the same
		// number as http.websocket's id), or nil if there is none that lives. Its
		// fields are this service's own.
		"get": func(L *luahost.State) int {
			id := lua54.CheckInt(L, 1)
			c := server.Conn(uint64(id))
			if c == nil || id < 0 {
				return lua54.Push(L, lua.LNil)
			}
			return lua54.Push(L, newObject(luahost.ServiceOf(L), c))
		},
	}, nil)
}
