package http

import (
	"net/http"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// readRequest is httpd.read_request(read, bodylimit): 200, url, method, header and
// body; or the status that the client is to get; or nil and an error, raised by
// read or told of a request line that is none.
func readRequest(L *luahost.State) int {
	args := lua54.Args(L, 1)
	lua54.Push(L, requestFunction)
	lua54.Push(L, args...)
	before := L.GetTop() - len(args) - 1
	if err, ok := lua54.PCall(L, len(args), lua.MultRet, nil); !ok {
		return lua54.Push(L, lua.LNil, err)
	}
	return L.GetTop() - before
}

var requestFunction = lua54.NewFunction(func(L *luahost.State) int {
	r := reader{L, L.Get(1)}
	limit := bodyLimit(L, 2)
	lines, rest, ok, late := r.head("")
	switch {
	case late:
		return status(L, http.StatusRequestTimeout)
	case !ok:
		return status(L, http.StatusRequestEntityTooLarge)
	}
	head, code := parseRequest(lines)
	switch {
	case code == http.StatusOK:
	case code != 0:
		return status(L, code)
	default:
		r.fail("malformed request line")
	}
	chunked, _ := coding(head.header)
	var body string
	switch length := lengthOf(head.header); {
	case chunked:
		if body, ok = r.chunked(limit, head.header, rest); !ok {
			return status(L, http.StatusRequestEntityTooLarge)
		}
	case length > limit:
		return status(L, http.StatusRequestEntityTooLarge)
	case length == noLength:
		body = rest
	default:
		body = r.sized(length, rest)
	}
	return lua54.Push(L, lua54.Int(http.StatusOK), lua.LString(head.url), lua.LString(head.method), head.header, lua.LString(body))
})

func status(L *luahost.State, code int) int { return lua54.Push(L, lua54.Int(int64(code))) }

type parsedHead struct {
	method, url string
	header      *lua54.Table
}

// parseRequest reads the lines of a request's head. code is 200, or the status
// for what is wrong, or 0 if the first line is no request line.
func parseRequest(lines string) (h parsedHead, code int) {
	first, rest, _ := cutLine(lines)
	method, url, version, ok := requestLine(first)
	if !ok {
		return h, 0
	}
	major, minor, ok := versionOf(version)
	switch {
	case !ok:
		return h, 0
	case major != 1 || minor > 1:
		return h, http.StatusHTTPVersionNotSupported
	}
	h = parsedHead{method, url, lua54.NewTable(0, strings.Count(rest, lineEnd))}
	if !fields(rest, h.header) {
		return h, http.StatusBadRequest
	}
	if _, ok := coding(h.header); !ok {
		return h, http.StatusNotImplemented
	}
	if lengthOf(h.header) == badLength {
		return h, http.StatusBadRequest
	}
	return h, http.StatusOK
}
