package http

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// parseURL is url.parse(u): the decoded path, and the query as it stands, "" if
// there is none.
func parseURL(L *luahost.State) int {
	path, query, _ := strings.Cut(lua54.CheckStr(L, 1), "?")
	return lua54.Push(L, lua.LString(decode(L, path)), lua.LString(query))
}

// parseQuery is url.parse_query(q): a table of decoded names and values. A name
// that comes more than once has a table of its values. What has no "=" belongs
// to the next name, as in skynet.
func parseQuery(L *luahost.State) int {
	rest := lua54.CheckStr(L, 1)
	t := lua54.NewTable(0, 0)
	for {
		lua54.Poll(L)
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			return lua54.Push(L, t)
		}
		value, next, _ := strings.Cut(after, "&")
		lua54.Charge(L, len(name)+len(value)+entrySize)
		AddField(t, lua.LString(decode(L, name)), decode(L, value))
		rest = next
	}
}

// entrySize is about what an entry of a table costs besides its texts.
const entrySize = 64

// decode undoes the escapes of a form or path: + and %XX.
func decode(L *luahost.State, s string) string {
	i := strings.IndexAny(s, "+%")
	if i < 0 {
		return s
	}
	b := append(make([]byte, 0, len(s)), s[:i]...)
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+':
			b = append(b, ' ')
		case c == '%' && i+2 < len(s):
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi < 0 || lo < 0 {
				lua54.Errorf(L, "http.url: bad escape %q", s[i:i+3])
			}
			b = append(b, byte(hi<<4|lo))
			i += 2
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
