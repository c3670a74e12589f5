package luahost

import (
	"regexp"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// fail ends the loading with an error where the Lua code is.
func (l *configLoader) fail(L *State, message string) {
	l.failed = l.placed(&lua54.Error{Value: lua.LString(lua54.Where(L, 1) + message)})
	lua54.Raise(L, lua.LString(message))
}

// here is where the Lua code is, "file:line".
func (l *configLoader) here(L *State) string {
	number, line, _ := strings.Cut(lua54.Where(L, 1), ":")
	return l.file(number) + ":" + strings.TrimSuffix(line, ": ")
}

// asPlace is an error at a place, "file:line".
func asPlace(place, message string) *Error {
	colon := strings.LastIndexByte(place, ':')
	line, _ := strconv.Atoi(place[colon+1:])
	return &Error{File: place[:colon], Line: line, Message: message}
}

// placed is an error of Lua code with the file's path instead of its number, and
// what has included it.
func (l *configLoader) placed(err error) *Error {
	e := *AsError(err)
	if e.Line == 0 { // limits that a function of the library ran into
		if m := traced.FindStringSubmatch(e.Traceback); m != nil {
			e.File = m[1]
			e.Line, _ = strconv.Atoi(m[2])
		}
	}
	e.File, e.Traceback = l.file(e.File), "" // it would show the loader
	var from []string
	for i := len(l.active) - 1; i > 0; i-- {
		from = append(from, "included by "+l.active[i].from)
	}
	if len(from) > 0 {
		e.Message += " (" + strings.Join(from, ", ") + ")"
	}
	return &e
}

// traced is the first line of a traceback that has a place in a config.
var traced = regexp.MustCompile(`(?m)^\t(\d+):(\d+): in `)

// file is the path of a chunk; one without a name is that of the file that runs.
func (l *configLoader) file(number string) string {
	if n, err := strconv.Atoi(number); err == nil && n < len(l.files) {
		return l.files[n]
	}
	if len(l.active) > 0 {
		return l.active[len(l.active)-1].path
	}
	return number
}
