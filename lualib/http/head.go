package http

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

const (
	// maxPending is how long a head may be that hasn't ended yet: the bound that
	// skynet has.
	maxPending = 8 << 10
	// maxHead is how long one may be at all: a read may bring more than asked for.
	maxHead = 64 << 10
)

// requestLine takes "METHOD URL HTTP/x.y" apart as skynet does: the method is of
// letters, the URL is what stands between the first and the last space.
func requestLine(line string) (method, url, version string, ok bool) {
	n := 0
	for n < len(line) && isLetter(line[n]) {
		n++
	}
	method, rest := line[:n], line[n:]
	at := strings.LastIndex(rest, "HTTP/")
	if n == 0 || at < 2 || !isSpace(rest[0]) || !isSpace(rest[at-1]) || hasControl(rest) {
		return "", "", "", false
	}
	return method, strings.Trim(rest[:at], " \t"), rest[at+len("HTTP/"):], true
}

// versionOf reads "1.1"; ok is false if it is no version.
func versionOf(s string) (major, minor int, ok bool) {
	a, b, found := strings.Cut(s, ".")
	major, okA := digits(a)
	minor, okB := digits(b)
	return major, minor, found && okA && okB
}

// digits reads a number of one to 15 decimal digits and nothing else.
func digits(s string) (n int, ok bool) {
	if len(s) == 0 || len(s) > 15 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// fields reads header lines, each ended by CRLF, into a table: names in lower
// case, a name that comes again as a list. A line that begins with a tab goes on
// with the value before it. It returns false for a malformed line.
func fields(lines string, into *lua54.Table) bool {
	var last lua.LValue
	for lines != "" {
		line, rest, _ := strings.Cut(lines, "\r\n")
		if !field(line, into, &last) {
			return false
		}
		lines = rest
	}
	return true
}

// field reads one line. last is the name of the line before, nil if there is none.
func field(line string, into *lua54.Table, last *lua.LValue) bool {
	if hasControl(line) {
		return false
	}
	if strings.HasPrefix(line, "\t") {
		return *last != nil && extend(into, *last, line[1:])
	}
	colon := strings.IndexByte(line, ':')
	if colon <= 0 {
		return false
	}
	name, ok := lowerName(line[:colon])
	if !ok {
		return false
	}
	AddField(into, name, strings.Trim(line[colon+1:], " \t"))
	*last = name
	return true
}

// AddField puts a value into a table of fields: the first as a string, more as a list.
func AddField(t *lua54.Table, name lua.LValue, value string) {
	var v lua.LValue = lua.LString(value)
	switch old := t.RawGet(name).(type) {
	case *lua.LNilType:
		t.RawSet(name, v)
	case *lua54.Table:
		old.Append(v)
	default:
		list := lua54.NewTable(2, 0)
		list.Append(old)
		list.Append(v)
		t.RawSet(name, list)
	}
}

// extend appends to the value that name got last.
func extend(t *lua54.Table, name lua.LValue, more string) bool {
	switch v := t.RawGet(name).(type) {
	case lua.LString:
		t.RawSet(name, v+lua.LString(more))
	case *lua54.Table:
		s, _ := v.RawGetInt(v.Len()).(lua.LString)
		v.RawSetInt(v.Len(), s+lua.LString(more))
	default:
		return false
	}
	return true
}

// lowerName is a field's name in lower case; ok is false if it is no token
// (RFC 9110, 5.6.2).
func lowerName(name string) (lower lua.LValue, ok bool) {
	if lower, ok = known[name]; ok {
		return lower, true
	}
	for i := range len(name) {
		if !isToken(name[i]) {
			return nil, false
		}
	}
	return lua.LString(strings.ToLower(name)), true
}

// known are names as most clients write them: lower-casing them is free.
var known = func() map[string]lua.LValue {
	m := map[string]lua.LValue{}
	for _, name := range []string{
		"Host", "User-Agent", "Accept", "Accept-Encoding", "Accept-Language", "Connection", "Upgrade",
		"Content-Length", "Content-Type", "Transfer-Encoding", "Cookie", "Origin", "Referer",
		"Cache-Control", "Pragma", "Authorization", "X-Real-Ip", "X-Real-IP", "X-Forwarded-For",
		"Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions",
		"Sec-WebSocket-Protocol", "Date", "Server", "Set-Cookie", "Location", "Vary",
	} {
		m[name] = lua.LString(strings.ToLower(name))
	}
	return m
}()

// hasControl tells of control characters other than the tab.
func hasControl(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isSpace(c byte) bool  { return c == ' ' || c == '\t' }

func isToken(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}
