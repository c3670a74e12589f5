package lualib

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/lualib/bit32"
	"github.com/luaws/luaws/lualib/cjson"
	"github.com/luaws/luaws/lualib/client"
	"github.com/luaws/luaws/lualib/http"
	httpws "github.com/luaws/luaws/lualib/http/websocket"
	"github.com/luaws/luaws/lualib/lfs"
	"github.com/luaws/luaws/lualib/md5"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/lualib/skynet/crypt"
	"github.com/luaws/luaws/lualib/skynet/socket"
	"github.com/luaws/luaws/lualib/snax"
	"github.com/luaws/luaws/lualib/websocket"
	"github.com/luaws/luaws/wsbridge"
)

// Version is that of luaws.
const Version = "0.1.0"

//go:embed class.lua client/*.lua http/*.lua skynet/*.lua snax/*.lua
var modules embed.FS

//go:embed service/*.lua
var services embed.FS

// Modules are all that scripts can require besides their own files. Websockets
// that scripts make from sockets are run by server.
func Modules(server *wsbridge.Server, sockets *wsbridge.Sockets) map[string]luahost.Module {
	all := map[string]luahost.Module{}
	for _, name := range skynet.ModulesNotYet {
		all[name] = notYet(name)
	}
	for name, old := range skynet.OnUseNotYet {
		all[name] = onUseNotYet(name, old)
	}
	maps.Copy(all, oldNames())
	maps.Copy(all, bit32.Modules())
	maps.Copy(all, cjson.Modules())
	maps.Copy(all, client.Modules())
	maps.Copy(all, crypt.Modules())
	maps.Copy(all, lfs.Modules())
	maps.Copy(all, md5.Modules())
	maps.Copy(all, embedded(modules, ""))
	maps.Copy(all, skynet.Modules(Version))
	maps.Copy(all, snax.Modules(sockets))
	maps.Copy(all, socket.Modules(sockets))
	maps.Copy(all, websocket.Modules(server, sockets))
	maps.Copy(all, http.Modules())
	maps.Copy(all, httpws.Modules(server, sockets))
	return all
}

// Services are the services that projects know from skynet. Those that are of
// its inner workings come before a project's file of the name.
func Services() map[string]luahost.Module {
	all := embedded(services, "service/")
	for name, there := range skynet.CoreServices {
		m := all[name]
		if !there {
			m = noService(name, "")
		}
		m.Core = true
		all[name] = m
	}
	for _, name := range skynet.ServicesNotYet {
		all[name] = noService(name, " yet")
	}
	return all
}

func noService(name, yet string) luahost.Module {
	text := fmt.Sprintf("service '%s' is not supported%s by luaws %s", name, yet, Version)
	return luahost.Module{Name: "luaws:service", Source: fmt.Sprintf("error(%q, 0)", text)}
}

// embedded finds modules written in Lua: a.b is at a/b.lua. Those of skynet's are core ones.
func embedded(files embed.FS, below string) map[string]luahost.Module {
	all := map[string]luahost.Module{}
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		name := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(path, below), ".lua"), "/", ".")
		all[name] = luahost.Module{Core: strings.Contains(name, "."), Source: string(text), Name: "luaws:" + path}
		return err
	})
	if err != nil {
		panic(err) // the files are in the program
	}
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

// onUseNotYet is notYet for a module that can be required. If it is old, a file
// of skynet's own of the name doesn't count as the project's.
func onUseNotYet(name string, old bool) luahost.Module {
	field := lua54.NewFunction(func(L *luahost.State) int {
		key := lua54.ToString(L, L.Get(2))
		return lua54.Push(L, lua54.NewFunction(func(L *luahost.State) int {
			lua54.Errorf(L, "%s.%s is not supported yet by luaws %s", name, key, Version)
			return 0
		}))
	})
	return luahost.Module{Old: old, Open: func(*luahost.Service, *luahost.State) lua.LValue {
		t, mt := lua54.NewTable(0, 0), lua54.NewTable(0, 1)
		mt.RawSetString("__index", field)
		t.SetMetatable(mt)
		return t
	}}
}
