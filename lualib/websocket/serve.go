package websocket

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/wsbridge"
)

// Serve gives connections handlers of the class that a script returns.
type Serve struct {
	host    *luahost.Host
	script  string
	isolate bool
	decides bool // the class has on_handshake
	image   atomic.Pointer[luahost.Image]

	mu      sync.Mutex
	workers []*worker
	next    int
}

// worker is a service that connections share, and its class.
type worker struct {
	s       *luahost.Service
	cls     lua.LValue
	decides bool // cls has on_handshake
}

// NewServe loads the script. workers is how many services share the
// connections; 0: each connection has a service of its own. An error is one of
// the script's (a *luahost.Error), or what the system says about the file.
func NewServe(h *luahost.Host, script string, workers int) (*Serve, error) {
	v := &Serve{host: h, script: script, isolate: workers == 0}
	for range max(workers, 1) {
		w, err := v.load(context.Background())
		if err != nil {
			return nil, err
		}
		v.workers, v.decides = append(v.workers, w), w.decides
	}
	if v.isolate { // that was to see whether it loads
		v.workers[0].s.Stop()
		<-v.workers[0].s.Gone()
		v.workers = nil
	}
	return v, nil
}

// load makes a service whose main chunk is the script. What modules do at first is
// broken off when ctx is done.
func (v *Serve) load(ctx context.Context) (*worker, error) {
	if _, err := v.host.Compile(v.script); err != nil {
		return nil, err
	}
	im := v.image.Load()
	record := v.isolate && !im.Current()
	if v.isolate && !record && im.Alike() {
		s, cls, err := im.NewService(luahost.ScriptName(v.script))
		return &worker{s, cls, v.decides}, err
	}
	w := &worker{}
	var init *luahost.Task
	done := make(chan struct{})
	s, err := v.host.NewService(luahost.ScriptName(v.script), func(s *luahost.Service, L *luahost.State) {
		var r *luahost.Recording
		if record {
			r = s.Record(L)
		}
		cls := s.RunScript(L, v.script)
		if problem := checkClass(L, cls); problem != "" {
			lua54.Raise(L, lua.LString(v.script+": "+problem))
		}
		w.cls, w.decides = cls, onHandshake(L, cls) != lua.LNil
		init = skynet.InitTask(s)
		if record {
			v.image.Store(r.End(L, cls))
		}
		close(done)
	})
	if err != nil {
		return nil, err
	}
	select {
	case <-done:
		w.s = s
		if initialize(ctx, s, init) {
			return w, nil
		}
		<-s.Gone()
	case <-s.Gone():
	}
	if err := s.Failure(); err != nil {
		return nil, err
	}
	return nil, &luahost.Error{File: v.script, Message: "the script ended its service before it returned a class"}
}

// initialize runs what modules have given to skynet.init, before any connection.
func initialize(ctx context.Context, s *luahost.Service, t *luahost.Task) bool {
	if t == nil {
		return true
	}
	defer context.AfterFunc(ctx, s.Stop)()
	ok := make(chan bool, 1)
	t.OnEnd(func(err error) {
		if ok <- err == nil; err != nil && err != luahost.ErrServiceEnded {
			s.Fail(err)
		}
	})
	s.StartHere(t)
	return <-ok
}

// checkClass tells what keeps a value from being a handler's class.
func checkClass(L *luahost.State, cls lua.LValue) string {
	if cls.Type() != lua.LTTable {
		return fmt.Sprintf("the script returns no class (got %s): its last line should be 'return' and the class", lua54.TypeName(L, cls))
	}
	if lua54.Index(L, cls, lua.LString("new")).Type() != lua.LTFunction {
		return "the script returns a table that is no class: it has no 'new' (make it with class(name) of require 'class')"
	}
	name := "the class"
	if n, ok := lua54.Index(L, cls, lua.LString("__name")).(lua.LString); ok {
		name = fmt.Sprintf("class %q", string(n))
	}
	if f := onHandshake(L, cls); f != lua.LNil && f.Type() != lua.LTFunction {
		return fmt.Sprintf("%s: on_handshake is not a function (got %s)", name, lua54.TypeName(L, f))
	}
	for _, m := range callbacks {
		if lua54.Index(L, cls, lua.LString(m)).Type() != lua.LTFunction {
			return fmt.Sprintf("%s has no %s method", name, m)
		}
	}
	return ""
}

// Accept makes the handler of a connection, unless Decide has, and returns when
// its on_open has run. It is for wsbridge.Server.Serve; nil if there can be none.
func (v *Serve) Accept(c *wsbridge.Conn) wsbridge.Handler {
	if x, ok := c.Handler().(*session); ok {
		if !x.start(x.openTask(nil)) { // its service has ended meanwhile
			c.Close(wsbridge.CloseInternal, "no handler")
		}
		return x
	}
	for {
		w, err := v.worker(context.Background())
		if err != nil {
			v.logUnlessClosed(err)
			c.Close(wsbridge.CloseInternal, "no handler")
			return nil
		}
		x := v.newSession(w, c)
		if x.start(x.openTask(w.cls)) {
			return x
		}
		<-w.s.Gone() // it ended just now: the next one is new
	}
}

func (v *Serve) logUnlessClosed(err error) {
	if !errors.Is(err, luahost.ErrHostClosed) {
		v.host.LogError(err)
	}
}

func (v *Serve) newSession(w *worker, c *wsbridge.Conn) *session {
	return &session{s: w.s, conn: c, isolated: v.isolate}
}

// openTask is what a connection begins with.
func (x *session) openTask(cls lua.LValue) func(L *luahost.State) {
	return func(L *luahost.State) {
		x.join()
		x.open(L, cls)
	}
}

// start runs f as a task, and returns when it has ended. It reports false if the
// service has ended before that.
func (x *session) start(f func(L *luahost.State)) (begun bool) {
	opened := make(chan struct{})
	task := x.s.NewTask(lua54.NewFunction(func(L *luahost.State) int {
		begun = true
		f(L)
		return 0
	}))
	task.OnEnd(func(err error) {
		if err != nil && err != luahost.ErrServiceEnded { // that closes it itself
			x.conn.Close(wsbridge.CloseInternal, "no handler")
		}
		x.s.LogError(err)
		close(opened)
	})
	x.s.StartHere(task)
	<-opened
	return begun
}

// worker is the service for a new connection: its own, or the next in turn. One
// that has ended (skynet.exit) is replaced.
func (v *Serve) worker(ctx context.Context) (*worker, error) {
	if v.isolate {
		return v.load(ctx)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	i := v.next
	v.next = (v.next + 1) % len(v.workers)
	if v.workers[i].s.Ended() {
		w, err := v.load(ctx)
		if err != nil {
			return nil, err
		}
		v.workers[i] = w
	}
	return v.workers[i], nil
}
