package luahost

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// logger writes the lines of all services, one at a time.
type logger struct {
	h  *Host
	mu sync.Mutex
	w  io.Writer

	divert atomic.Pointer[func(addr uint32, text string) bool]
}

// Log writes a line in skynet's form: "[:0000000c] text".
func (s *Service) Log(text string) { s.host.log.line(s.addr, text) }

func (l *logger) line(addr uint32, text string) {
	if f := l.divert.Load(); f != nil && (*f)(addr, text) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.h.opt.LogTime { // service-src/service_logger.c
		now := l.h.Now()
		at := time.Unix(l.h.StartTime()+now/100, 0)
		fmt.Fprintf(l.w, "%s.%02d [:%08x] %s\n", at.Format("02/01/06 15:04:05"), now%100, addr, text)
		return
	}
	fmt.Fprintf(l.w, "[:%08x] %s\n", addr, text)
}

// DivertLog has f called for each line of the log, on the goroutine that logs
// it. A line that f returns false for is written as always. f must neither wait
// nor log.
func (h *Host) DivertLog(f func(addr uint32, text string) bool) { h.log.divert.Store(&f) }

// LogError writes an error with its Lua traceback. No error, and the end of the
// service, are none worth a line. For code that the service runs, not for tasks.
func (s *Service) LogError(err error) {
	if isFailure(err) {
		s.Log(s.ErrorText(err))
	}
}

// LogFailed is LogError for the handler of a message of size bytes, in the words
// of skynet's dispatcher.
func (s *Service) LogFailed(source uint32, session, size int, err error) {
	if isFailure(err) {
		s.Log(fmt.Sprintf("lua call [%x to :%x : %d msgsz = %d] error : %s", source, s.addr, session, size, s.ErrorText(err)))
	}
}

func isFailure(err error) bool {
	return err != nil && err != ErrServiceEnded && err != ErrTaskKilled
}

// ErrorText is an error with its Lua traceback, if it has one. A value that is
// no string is written as tostring does.
func (s *Service) ErrorText(err error) string { return ErrorText(s.told(err)) }

// told makes a text of an error whose value is none, as long as the service lives.
func (s *Service) told(err error) error {
	var e *lua54.Error
	if errors.As(err, &e) && !s.ended {
		if _, ok := lua54.Str(e.Value); !ok {
			if text, err := s.state.Call(tostring, e.Value); err == nil {
				return &Error{Message: text[0].String(), Traceback: e.Traceback}
			}
		}
	}
	return err
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
