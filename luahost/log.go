package luahost

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// logger writes the lines of all services, one at a time.
type logger struct {
	mu sync.Mutex
	w  io.Writer
}

// Log writes a line in skynet's form: "[:0000000c] text".
func (s *Service) Log(text string) { s.host.log.line(s.addr, text) }

func (l *logger) line(addr uint32, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, "[:%08x] %s\n", addr, text)
}

// LogError writes an error with its Lua traceback. No error, and the end of the
// service, are none worth a line. For code that the service runs, not for tasks.
func (s *Service) LogError(err error) {
	if err != nil && err != ErrServiceEnded {
		s.Log(s.ErrorText(err))
	}
}

// ErrorText is an error with its Lua traceback, if it has one. A value that is
// no string is written as tostring does.
func (s *Service) ErrorText(err error) string {
	var e *lua54.Error
	if errors.As(err, &e) && !s.ended {
		if _, ok := lua54.Str(e.Value); !ok {
			if text, err := s.state.Call(tostring, e.Value); err == nil {
				return withTraceback(text[0].String(), e.Traceback)
			}
		}
	}
	return ErrorText(err)
}

var tostring = lua54.NewFunction(func(L *State) int {
	return lua54.Push(L, lua.LString(lua54.ToString(L, L.Get(1))))
})

// ErrorText is an error with its Lua traceback, if it has one.
func ErrorText(err error) string {
	var e *Error
	var l *lua54.Error
	traceback := ""
	switch {
	case errors.As(err, &e):
		traceback = e.Traceback
	case errors.As(err, &l):
		traceback = l.Traceback
	}
	return withTraceback(err.Error(), traceback)
}

func withTraceback(text, traceback string) string {
	return strings.TrimSuffix(text+"\n"+traceback, "\n")
}

// LogError writes an error that belongs to no service.
func (h *Host) LogError(err error) { h.log.line(0, ErrorText(err)) }

// lockedWriter keeps the lines of print apart.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
