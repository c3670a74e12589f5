package luahost

import (
	"errors"
	"fmt"
	"io"
	"sync"

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

// LogError writes an error with its Lua traceback.
func (s *Service) LogError(err error) { s.Log(ErrorText(err)) }

// ErrorText is an error with its Lua traceback, if it has one.
func ErrorText(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Traceback != "" {
		return err.Error() + "\n" + e.Traceback
	}
	var l *lua54.Error
	if errors.As(err, &l) && l.Traceback != "" {
		return err.Error() + "\n" + l.Traceback
	}
	return err.Error()
}

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

// LogError writes an error that belongs to no service.
func (h *Host) LogError(err error) { h.log.line(0, ErrorText(err)) }
