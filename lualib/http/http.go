package http

import (
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// Modules are the native ones: http.url, and what http.httpd, http.internal and
// http.tlshelper, which are Lua, are made of.
func Modules() map[string]luahost.Module {
	return map[string]luahost.Module{
		"http.url": native(map[string]lua.LGFunction{"parse": parseURL, "parse_query": parseQuery}),
		"ltls.c":   native(map[string]lua.LGFunction{"newctx": newCtx, "newtls": newTLS}),

		// The native half of http.httpd and http.internal; not for scripts.
		"luaws.http": native(map[string]lua.LGFunction{
			"read_request": readRequest, "write_response": writeResponse,
			"recvheader": recvHeader, "parseheader": parseHeader, "recvchunkedbody": recvChunkedBody,
			"recvchunk":     recvChunk,
			"contentlength": contentLength, "requesthead": requestHead, "form": formBody,
		}),
	}
}

// native makes a core module whose table all services share.
func native(fns map[string]lua.LGFunction) luahost.Module {
	table := sync.OnceValue(func() *lua54.Shared {
		t := lua54.NewTable(0, len(fns))
		for name, f := range fns {
			t.RawSetString(name, lua54.NewFunction(f))
		}
		return lua54.Share(t)
	})
	return luahost.Module{Core: true, Open: func(*luahost.Service, *luahost.State) lua.LValue { return table().Copy() }}
}
