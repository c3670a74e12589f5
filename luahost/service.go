package luahost

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// State is the Lua stack that a Go function called from Lua gets.
type State = lua.LState

// Service is an isolated Lua state with an address, a mailbox and tasks. One
// task of it runs at a time, on whatever goroutine brought work while it was
// idle; see the package's documentation for what may be called from where.
type Service struct {
	host  *Host
	addr  uint32
	name  string
	state *lua54.State

	command        string
	system         bool
	cacheMode      CacheMode
	packageChanged bool // it may be; see untouchedPackage
	onReady        func(*Service)

	mu      sync.Mutex
	mailbox queue[work]
	running bool // somebody runs it
	ended   bool // it takes no more work

	timers *Timer // guarded by the host's timers
	steps  atomic.Uint64

	vanished atomic.Bool

	source  atomic.Uint32 // of the message that runs
	endless atomic.Bool

	// What follows belongs to the runner.
	offered  *Service // see handover.go
	overload int      // so many pieces of work in the mailbox are too many
	messages uint64   // see Stat
	cpu      int64
	began    int64

	current   *Task
	tasks     *Task // those that wait
	woken     queue[func()]
	forks     queue[*Task]
	toFlush   []Flusher
	loading   bool
	exiting   bool
	exited    bool         // by Exit
	loaded    *lua54.Table // see loadedTable
	requiring map[string]*requiring
	recording *Recording
	values    []kept
	onExit    []func()
	receive   func(*Message)
	failure   error

	ends        Ends
	gone, ready latch // guarded by mu
}

// ServiceOf is the service that L runs.
func ServiceOf(L *State) *Service { return lua54.StateOf(L).Host.(*Service) }

// Addr is the service's address, from 8 up; no other service of the host has it
// while this one lives.
func (s *Service) Addr() uint32 { return s.addr }

// Name is what NewService was given.
func (s *Service) Name() string { return s.name }

// Host is the service's host.
func (s *Service) Host() *Host { return s.host }

// Lua is the service's Lua state, for code that the service runs.
func (s *Service) Lua() *lua54.State { return s.state }

// OnExit has f called when the service has ended and runs no more Lua; the last
// one first.
func (s *Service) OnExit(f func()) { s.onExit = append(s.onExit, f) }

// Gone is closed when the service has ended.
func (s *Service) Gone() <-chan struct{} { return s.gone.wait(&s.mu) }

// Ended tells whether Gone is closed.
func (s *Service) Ended() bool { return s.gone.isClosed(&s.mu) }

// Failure is why the service ended, if that was an error. To be called when it has.
func (s *Service) Failure() error {
	<-s.Gone()
	return s.failure
}

// Ready is closed when the service has done what it does first (SetReady), or
// has ended before that.
func (s *Service) Ready() <-chan struct{} { return s.ready.wait(&s.mu) }

// SetReady tells those who wait for Ready. For code that the service runs.
func (s *Service) SetReady() {
	if s.ready.close(&s.mu) && s.onReady != nil {
		s.onReady(s)
	}
}

// newService makes a service that is not the host's yet.
func (h *Host) newService(name string) *Service { return h.newServiceWith(name, h.libs) }

func (h *Host) newServiceWith(name string, libs *lua54.Libraries) *Service {
	s := &Service{host: h, name: name, loading: true, overload: minOverload}
	s.state = lua54.NewState(lua54.Options{
		Pool: h.pool, Libraries: libs, Lib: &h.lib,
		MemoryLimit: h.opt.MemoryLimit, CPULimit: h.opt.CPULimit, StringLimit: maxString,
	})
	s.state.Host = s
	s.state.Warn = warn
	return s
}

func warn(st *lua54.State, msg string) { st.Host.(*Service).Log("Lua warning: " + msg) }

// chunkTask is the task of the main chunk; when main fails, the service ends
// after failed, if that isn't nil, was called.
func (s *Service) chunkTask(main func(s *Service, L *State) error, failed func(error)) *Task {
	var returned error
	t := s.newChunk(lua54.NewFunction(func(L *State) int { returned = main(s, L); return 0 }))
	t.OnEnd(func(err error) {
		if err == ErrServiceEnded { // perhaps before its turn came: not by the runner
			return
		}
		if err == nil {
			err = returned
		}
		if s.loading = false; err != nil {
			if failed != nil {
				failed(err)
			}
			s.Fail(err)
		}
	})
	return t
}

// Fail ends the service because of err: for a task's OnEnd.
func (s *Service) Fail(err error) {
	if s.failure == nil {
		s.failure = s.told(err)
	}
	s.exiting = true
}

// Exit ends the service from within: the other tasks that wait are unwound with
// their to-be-closed variables, then the running one is; what is queued is
// dropped. It doesn't return.
func (s *Service) Exit(L *State) {
	if s.exiting {
		lua54.Errorf(L, "the service is ending")
	}
	s.exiting = true
	lua54.Park(L)
}

// Stop ends the service after the running task has blocked or ended, before
// anything else. It may be called from any goroutine.
func (s *Service) Stop() {
	s.mu.Lock()
	rest := s.mailbox
	s.mailbox = queue[work]{}
	s.mu.Unlock()
	s.post(call(func() { s.end(nil) }))
	for w, ok := rest.pop(); ok; w, ok = rest.pop() {
		w.drop()
	}
}

// Retire ends the service at an address as Stop does, and has it be gone for all
// others at once: nobody finds it any more by its address or names. It is by that
// the log says so, whether there is such a service or not.
func (h *Host) Retire(addr uint32, by *Service) {
	by.logLife(fmt.Sprintf("KILL :%x", addr))
	if s := h.Service(addr); s != nil {
		s.vanish()
		s.Stop()
	}
}

// vanish takes the service from those who look for it. Until it has ended,
// nobody else gets its address.
func (s *Service) vanish() {
	if !s.vanished.Swap(true) {
		s.host.names.forget(s.addr)
		s.host.tellMonitor(s.addr)
	}
}

// kill is Stop by force.
func (s *Service) kill() {
	s.Stop()
	s.state.Kill(&lua54.Error{Value: lua.LString("the host is closing")})
}

// Interrupt ends the task that the service runs, or the next one, with an error
// that no pcall stops. It may be called from any goroutine.
func (s *Service) Interrupt(reason string) {
	s.state.Kill(&lua54.Error{Value: lua.LString(reason)})
}

// end is the end of the service; t, if not nil, is the task that asked for it.
func (s *Service) end(t *Task) {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return
	}
	s.exiting, s.ended, s.exited = true, true, t != nil
	rest := s.mailbox
	s.mailbox = queue[work]{}
	s.mu.Unlock()
	defer func() { // even if there is a bug in what follows: the host waits for it
		s.vanish()
		s.host.remove(s)
		s.gone.close(&s.mu)
		s.SetReady()
	}()
	s.state.Unkill()
	if t != nil {
		s.leave(t)
	}
	for s.tasks != nil {
		all := slices.Collect(s.Tasks())
		for _, x := range slices.Backward(all) { // who has waited longest first
			if x.listed {
				s.leave(x)
				s.unwind(x)
			}
		}
	}
	for x, ok := s.forks.pop(); ok; x, ok = s.forks.pop() {
		x.finish(ErrServiceEnded)
	}
	s.woken = queue[func()]{}
	if t != nil || s.failure != nil {
		s.logLife("KILL self")
	}
	if t != nil {
		s.unwind(t)
	}
	for w, ok := rest.pop(); ok; w, ok = rest.pop() {
		w.drop()
	}
	s.host.timers.drop(s)
	s.flush()
	s.ends.all(s.guarded)
	for _, f := range slices.Backward(s.onExit) {
		s.guarded(f)
	}
	s.state.Close()
	s.values, s.loaded, s.onExit = nil, nil, nil
}

// unwind ends a task that waits.
func (s *Service) unwind(t *Task) {
	done, _ := s.guard(t, func() (bool, error) { return t.body.Kill(nil) })
	if !done {
		t.body.Drop()
	}
	t.finish(ErrServiceEnded)
}

// String is the address as skynet writes it: ":0000000c".
func (s *Service) String() string { return fmt.Sprintf(":%08x", s.addr) }
