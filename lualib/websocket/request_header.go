package websocket

import (
	"net/http"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// RequestHeader makes the headers of a client's request of a table {name = value},
// for a function of that name. What can't be sent, or is the handshake's own, is
// an error.
func RequestHeader(L *luahost.State, t *lua54.Table, function string) http.Header {
	h := http.Header{}
	for key, v, ok := t.Next(lua.LNil); ok && key != lua.LNil; key, v, ok = t.Next(key) {
		name, ok := lua54.Str(key)
		if !ok {
			lua54.Errorf(L, "%s: a header's name must be a string (got %s)", function, lua54.TypeName(L, key))
		}
		switch http.CanonicalHeaderKey(name) {
		case "Upgrade", "Connection", "Sec-Websocket-Version", "Sec-Websocket-Key", "Sec-Websocket-Extensions":
			lua54.Errorf(L, "%s: the header '%s' is the handshake's own", function, name)
		case "Host", "Sec-Websocket-Protocol":
			name = http.CanonicalHeaderKey(name)
		}
		text := lua54.ToString(L, v)
		if name == "" || strings.ContainsAny(name, ": \r\n\x00") || strings.ContainsAny(text, "\r\n\x00") {
			lua54.Errorf(L, "%s: the header '%s' can't be sent", function, name)
		}
		h[name] = append(h[name], text)
	}
	return h
}
