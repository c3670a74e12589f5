package http

import (
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

const browserRequest = "GET /play?room=7 HTTP/1.1\r\nHost: example.org:8000\r\nConnection: Upgrade\r\nPragma: no-cache\r\n" +
	"Cache-Control: no-cache\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36\r\n" +
	"Upgrade: websocket\r\nOrigin: http://example.org\r\nSec-WebSocket-Version: 13\r\nAccept-Encoding: gzip, deflate\r\n" +
	"Accept-Language: en-US,en;q=0.9\r\nCookie: session=0123456789abcdef\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

func BenchmarkReadRequest(b *testing.B) {
	read := lua54.NewFunction(func(L *luahost.State) int { return lua54.Push(L, lua.LString(browserRequest)) })
	inService(b, func(L *luahost.State) {
		b.ReportAllocs()
		for b.Loop() {
			if got := call(L, readRequest, read); got[0] != lua54.Int(200) {
				b.Fatal(got)
			}
		}
	})
}

func BenchmarkWriteResponse(b *testing.B) {
	write := lua54.NewFunction(func(L *luahost.State) int { return 0 })
	inService(b, func(L *luahost.State) {
		header := lua54.NewTable(0, 2)
		header.RawSetString("content-type", lua.LString("text/plain"))
		header.RawSetString("cache-control", lua.LString("no-cache"))
		b.ReportAllocs()
		for b.Loop() {
			call(L, writeResponse, write, lua54.Int(200), lua.LString("hello"), header)
		}
	})
}
