package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/pflag"

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
	exits   chan int    // codes of os.exit
	exiting atomic.Bool // there was one
	signals chan os.Signal

	handOvers chan os.Signal
	replaced  bool // another process serves
}

// limits are the flags of the host and the process, and those of the engine,
// which serve and run share.
type limits struct {
	memory    size
	cpu       time.Duration
	luaCompat string
	drain     drainFlags
	engine    engine
}

func (l *limits) addTo(fl *pflag.FlagSet, cpu time.Duration) {
	l.engine.addTo(fl)
	under(fl, "Lua", func(fl *pflag.FlagSet) { l.addLua(fl, cpu) })
	l.drain.addTo(fl)
}

func (l *limits) addLua(fl *pflag.FlagSet, cpu time.Duration) {
	fl.Var(&l.memory, "memory-limit", "what the Lua values of a service may take, in bytes or as 64MB; 0: no limit")
	fl.DurationVar(&l.cpu, "cpu-limit", cpu, "how long a task may run without blocking; 0: no limit")
	fl.StringVar(&l.luaCompat, "lua-compat", "", "`VERSION` 5.1 brings unpack and loadstring back")
}

func (l *limits) check() error {
	switch {
	case l.cpu < 0:
		return fmt.Errorf("--cpu-limit %s: must not be negative", l.cpu)
	case l.luaCompat != "" && l.luaCompat != "5.1":
		return fmt.Errorf("--lua-compat %s: only 5.1 is known", l.luaCompat)
	}
	if err := l.drain.check(); err != nil {
		return err
	}
	return l.engine.check()
}

// scriptOptions are those of a host for a script of its own, outside a project.
func scriptOptions(script string) luahost.Options {
	return luahost.Options{Path: luahost.ScriptPath(script), ServicePath: luahost.ScriptPath(script)}
}

// newApp makes the host of o, with what all commands have in common.
func newApp(o luahost.Options, cfg wsbridge.Config, l *limits) *app {
	keepHeapFloor()
	sockets := &wsbridge.Sockets{}
	a := &app{
		server:  &wsbridge.Server{Config: cfg, Sockets: sockets},
		sockets: sockets,
		drain:   l.drain.timeout,
		exits:   make(chan int, 1),
		signals: make(chan os.Signal, 2),

		handOvers: make(chan os.Signal, 1),
	}
	sockets.ListenFunc = func(network, address string) (net.Listener, error) {
		return heritage.listen(network, address, func() (net.Listener, error) { return wsbridge.Listen(network, address) })
	}
	catchHandOvers(a.handOvers) // one that comes early isn't lost
	l.engine.apply(a.server)
	l.drain.apply(a.server)
	o.Modules, o.Services = lualib.Modules(a.server, a.sockets), lualib.Services()
	o.MemoryLimit, o.CPULimit, o.Compat51 = int64(l.memory), l.cpu, l.luaCompat == "5.1"
	o.Stdout, o.Stderr = stdout.Patient(patience), stderr
	o.Log = cmp.Or[io.Writer](o.Log, stderr)
	o.Exit = func(code int) {
		a.exiting.Store(true)
		select {
		case a.exits <- code:
		default: // the first decides
		}
	}
	a.host = luahost.New(o)
	a.server.Incident = func(e wsbridge.Incident) { a.host.LogError(errors.New(e.String())) }
	return a
}

// catchSignals has wait get the signals from now on, and more than these that end a
// process. It is called before luaws says that it runs; until then a signal ends it
// as any program.
func (a *app) catchSignals(more ...os.Signal) {
	for _, sig := range append(more, os.Interrupt, syscall.SIGTERM) {
		if sig != syscall.SIGHUP || !signal.Ignored(sig) { // nohup
			signal.Notify(a.signals, sig)
		}
	}
}

// wait returns when a signal or os.exit says so, or done is closed. A second
// signal ends the process at once.
func (a *app) wait(done <-chan struct{}) (code int) {
	h := newSuccession()
	defer h.end()
	for {
		select {
		case sig := <-a.signals:
			a.draining(sig.String())
			return 0
		case <-a.handOvers:
			h.begin()
		case r := <-h.results:
			h.under = false
			if r.err == nil {
				heritage.giveUp()
				tellSupervisor(fmt.Sprintf("MAINPID=%d", r.pid)) // which believes its main process only
				a.replaced = true
				a.draining(fmt.Sprintf("process %d serves now", r.pid))
				return 0
			}
			fmt.Fprintf(stderr, "luaws: SIGUSR2: this process goes on serving: %s\n", message(r.err))
		case code = <-a.exits:
			return code
		case <-done:
			select {
			case code = <-a.exits: // that is why
			default:
			}
			return code
		}
	}
}

// draining says that the end has begun, and has the next signal be the last.
func (a *app) draining(why string) {
	exitPatience = patience
	fmt.Fprintf(stderr, "luaws: %s: closing connections, at most %s; again: at once\n", why, a.drain)
	go func() {
		<-a.signals
		stderr.Flush(patience / 10)
		os.Exit(1)
	}()
}

// close ends everything in order: no new clients, --drain-code to all, on_close, and
// the services.
func (a *app) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), a.drain)
	defer cancel()
	if a.replaced {
		a.settle(ctx)
	}
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
