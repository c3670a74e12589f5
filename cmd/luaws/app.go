package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/wsbridge"
)

// app is the engine and the host of one process.
type app struct {
	host    *luahost.Host
	server  *wsbridge.Server
	sockets *wsbridge.Sockets
	drain   time.Duration
	exits   chan int // codes of os.exit
}

func newApp(script string, cfg wsbridge.Config, drain time.Duration) *app {
	a := &app{
		server:  &wsbridge.Server{Config: cfg},
		sockets: &wsbridge.Sockets{},
		drain:   drain,
		exits:   make(chan int, 1),
	}
	a.host = luahost.New(luahost.Options{
		Path:    luahost.ScriptPath(script),
		Modules: lualib.Modules(a.server, a.sockets),
		Exit: func(code int) {
			select {
			case a.exits <- code:
			default: // the first decides
			}
		},
	})
	return a
}

// wait returns when a signal or os.exit says so, or done is closed. A second
// signal ends the process at once.
func (a *app) wait(done <-chan struct{}) (code int) {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	select {
	case sig := <-signals:
		fmt.Fprintf(os.Stderr, "luaws: %s: closing connections, at most %s; again: at once\n", sig, a.drain)
		go func() {
			<-signals
			os.Exit(1)
		}()
	case code = <-a.exits:
	case <-done:
	}
	return code
}

// close ends everything in order: no new clients, 1001 to all, on_close, and
// the services.
func (a *app) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), a.drain)
	defer cancel()
	a.sockets.CloseListeners()
	err := a.server.Shutdown(ctx)
	a.sockets.CloseAll()
	if closeErr := a.host.Close(ctx); err == nil {
		err = closeErr
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("not all was closed within --drain-timeout %s; the rest was cut off", a.drain)
	}
	return err
}
