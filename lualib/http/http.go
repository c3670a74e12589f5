package http

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
)

// Modules are the native ones: http.url, and what http.httpd, http.internal and
// http.tlshelper, which are Lua, are made of.
func Modules() map[string]luahost.Module {
	return map[string]luahost.Module{
		"http.url": luahost.CoreLibrary(map[string]lua.LGFunction{"parse": parseURL, "parse_query": parseQuery}, nil),
		"ltls.c":   luahost.CoreLibrary(map[string]lua.LGFunction{"newctx": newCtx, "newtls": newTLS}, nil),

		// The native half of http.httpd and http.internal; not for scripts.
		"luaws.http": luahost.CoreLibrary(map[string]lua.LGFunction{
			"read_request": readRequest, "write_response": writeResponse,
			"recvheader": recvHeader, "parseheader": parseHeader, "recvchunkedbody": recvChunkedBody,
			"recvchunk":     recvChunk,
			"contentlength": contentLength, "requesthead": requestHead, "form": formBody,
		}, nil),
	}
}
