package luahost

import (
	"errors"
	"regexp"
	"strconv"

	"github.com/luaws/luaws/luahost/lua54"
)

// Error is an error of a script.
type Error struct {
	File      string // "" if it is not known
	Line      int    // 0 if it is not known
	Message   string // without the position
	Traceback string // Lua's, or ""
}

// Error is the message with its position: "ws.lua:12: message".
func (e *Error) Error() string {
	switch {
	case e.File == "":
		return e.Message
	case e.Line == 0:
		return e.File + ": " + e.Message
	}
	return e.File + ":" + strconv.Itoa(e.Line) + ": " + e.Message
}

var position = regexp.MustCompile(`(?s)^([^\n:]+):(\d+): (.*)$`)

// AsError makes an Error of one that a script ended with.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	var syn *lua54.SyntaxError
	if errors.As(err, &syn) {
		return &Error{File: syn.File, Line: syn.Line, Message: syn.Msg}
	}
	e = &Error{Message: err.Error()}
	var l *lua54.Error
	if errors.As(err, &l) {
		e.Traceback = l.Traceback
	}
	if m := position.FindStringSubmatch(e.Message); m != nil {
		e.File, e.Message = m[1], m[3]
		e.Line, _ = strconv.Atoi(m[2])
	}
	return e
}
