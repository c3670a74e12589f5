package lualib

import (
	_ "embed"
	"fmt"
	"maps"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/lualib/cjson"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/lualib/websocket"
	"github.com/luaws/luaws/wsbridge"
)

// Version is that of luaws.
const Version = "0.1.0"

//go:embed class.lua
var classSource string

// Modules are all that scripts can require besides their own files. Websockets
// that scripts make from sockets are run by server.
func Modules(server *wsbridge.Server, sockets *wsbridge.Sockets) map[string]luahost.Module {
	all := map[string]luahost.Module{"class": {Source: classSource, Name: "luaws:class.lua"}}
	for _, name := range skynet.ModulesNotYet {
		all[name] = notYet(name)
	}
	maps.Copy(all, cjson.Modules())
	maps.Copy(all, skynet.Modules(sockets, Version))
	maps.Copy(all, websocket.Modules(server, sockets))
	return all
}

// notYet stands for a module that projects know and luaws doesn't have yet. A
// project's own file of the name comes first.
func notYet(name string) luahost.Module {
	return luahost.Module{Open: func(_ *luahost.Service, L *luahost.State) lua.LValue {
		where := lua54.Where(L, 2) // who called require
		lua54.Raise(L, lua.LString(fmt.Sprintf("%smodule '%s' is not supported yet by luaws %s", where, name, Version)))
		return nil
	}}
}
