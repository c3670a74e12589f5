package service

import (
	"bytes"
	"context"
	"testing"

	"github.com/luaws/luaws/luahost"
)

// Run has f called as the main chunk of a service of its own, and fails the test
// if that raises an error. f must not call t.Fatal, which would end only the
// service's goroutine.
func Run(t testing.TB, o luahost.Options, f func(L *luahost.State)) {
	t.Helper()
	var log bytes.Buffer
	o.Log = &log
	h := luahost.New(o)
	s, err := h.NewService("test", func(_ *luahost.Service, L *luahost.State) { f(L) })
	if err != nil {
		t.Fatal(err)
	}
	h.WaitIdle()
	s.Stop()
	if err := s.Failure(); err != nil {
		t.Errorf("%v\n%s", err, log.String())
	}
	if err := h.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
