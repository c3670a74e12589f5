package lualib

import (
	"embed"
	"io/fs"
	"maps"
	"strings"

	"github.com/luaws/luaws/luahost"
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

//go:embed class.lua client/*.lua http/*.lua skynet/*.lua skynet/mysqlaux/*.lua snax/*.lua
var modules embed.FS

//go:embed service/*.lua
var services embed.FS

// Modules are all that scripts can require besides their own files. Websockets
// that scripts make from sockets are run by server.
func Modules(server *wsbridge.Server, sockets *wsbridge.Sockets) map[string]luahost.Module {
	all := map[string]luahost.Module{}
	for _, set := range sets(server, sockets) {
		maps.Copy(all, set)
	}
	return all
}

// sets are the modules by where they are made. No two have a name in common.
func sets(server *wsbridge.Server, sockets *wsbridge.Sockets) []map[string]luahost.Module {
	return []map[string]luahost.Module{
		embedded(modules, ""),

		skynet.Modules(Version),
		crypt.Modules(),
		socket.Modules(sockets),
		snax.Modules(sockets),
		client.Modules(),

		http.Modules(),
		httpws.Modules(server, sockets),
		websocket.Modules(server, sockets),

		bit32.Modules(),
		cjson.Modules(),
		lfs.Modules(),
		md5.Modules(),

		oldNames(),
		notYet(),
	}
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
	for _, name := range servicesNotYet {
		all[name] = noService(name, " yet")
	}
	return all
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
