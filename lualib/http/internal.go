package http

import (
	"slices"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// recvHeader is internal.recvheader(read, lines, got): the lines of a head go
// into the list, what comes behind them is returned; nil if the head is too long.
func recvHeader(L *luahost.State) int {
	r := reader{L, L.Get(1)}
	list := lua54.CheckTable(L, 2)
	lines, rest, ok, _ := r.head(lua54.OptStr(L, 3, ""))
	if !ok {
		return lua54.Push(L, lua.LNil)
	}
	for lines != "" {
		line, next, _ := cutLine(lines)
		list.Append(lua.LString(line))
		lines = next
	}
	return lua54.Push(L, lua.LString(rest))
}

// parseHeader is internal.parseheader(lines, from, header): the table header with
// the fields of the lines from number from on, or nil if one is malformed.
func parseHeader(L *luahost.State) int {
	lines, from, header := lua54.CheckTable(L, 1), lua54.CheckInt(L, 2), lua54.CheckTable(L, 3)
	var last lua.LValue
	for i := int(max(from, 1)); i <= lines.Len(); i++ {
		line, ok := lines.RawGetInt(i).(lua.LString)
		if !ok || !field(string(line), header, &last) {
			return lua54.Push(L, lua.LNil)
		}
	}
	return lua54.Push(L, header)
}

// recvChunkedBody is internal.recvchunkedbody(read, bodylimit, header, got): the
// body, and the header with the trailer's fields; nil if it is too long or malformed.
func recvChunkedBody(L *luahost.State) int {
	r := reader{L, L.Get(1)}
	header := lua54.CheckTable(L, 3)
	body, ok := r.chunked(bodyLimit(L, 2), header, lua54.OptStr(L, 4, ""))
	if !ok {
		return lua54.Push(L, lua.LNil)
	}
	return lua54.Push(L, lua.LString(body), header)
}

// recvChunk(read, got, header) gives the next chunk of a body, "" for the last
// one, and what has been read behind it; nil if it is malformed.
func recvChunk(L *luahost.State) int {
	r := reader{L, L.Get(1)}
	piece, rest, ok := r.chunk(maxBody, lua54.CheckTable(L, 3), lua54.OptStr(L, 2, ""))
	if !ok {
		return lua54.Push(L, lua.LNil)
	}
	return lua54.Push(L, lua.LString(piece), lua.LString(rest))
}

// requestHead(method, url, host, header, length) is the head of a client's
// request. host is for headers that name none, length (of the content) for those
// that tell neither a length nor that the content is chunked.
func requestHead(L *luahost.State) int {
	method, url, host := lua54.CheckStr(L, 1), lua54.CheckStr(L, 2), lua54.CheckStr(L, 3)
	if strings.ContainsAny(method, " \r\n") || strings.ContainsAny(url, "\r\n") || strings.ContainsAny(host, "\r\n") {
		lua54.Errorf(L, "http: a line end in the method, the URL or the host")
	}
	b := slices.Concat([]byte(method), []byte{' '}, []byte(url), []byte(" HTTP/1.1\r\n"))
	given := map[string]bool{}
	if L.Get(4) != lua.LNil {
		b = appendFields(L, b, lua54.CheckTable(L, 4), func(name string, v lua.LValue) bool {
			name = strings.ToLower(name)
			given[name] = name != "transfer-encoding" || v == lua.LString("chunked")
			return false
		})
	}
	if !given["host"] {
		b = append(append(append(b, "host: "...), host...), lineEnd...)
	}
	if !given["content-length"] && !given["transfer-encoding"] {
		b = append(b, "content-length: "...)
		b = append(strconv.AppendInt(b, lua54.CheckInt(L, 5), 10), lineEnd...)
	}
	return lua54.Push(L, lua.LString(append(b, lineEnd...)))
}

// formBody(t) is t as application/x-www-form-urlencoded.
func formBody(L *luahost.State) int {
	t := lua54.CheckTable(L, 1)
	var b []byte
	for k, v, ok := t.Next(lua.LNil); ok && k != lua.LNil; k, v, ok = t.Next(k) {
		lua54.Poll(L)
		if len(b) > 0 {
			b = append(b, '&')
		}
		b = escape(b, formText(L, k))
		b = append(b, '=')
		b = escape(b, formText(L, v))
	}
	lua54.CheckSize(L, len(b))
	return lua54.Push(L, lua.LString(b))
}

func formText(L *luahost.State, v lua.LValue) string {
	s, ok := lua54.Str(v)
	if !ok {
		lua54.Errorf(L, "http.httpc: a form has strings and numbers, not a %s value", lua54.TypeName(L, v))
	}
	return s
}

// escape writes all but letters, digits and _ as %XX.
func escape(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case isLetter(c), '0' <= c && c <= '9', c == '_':
			b = append(b, c)
		default:
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}

// cutLine takes the first line, without its end.
func cutLine(lines string) (line, rest string, ok bool) { return strings.Cut(lines, lineEnd) }
