package luahost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"sync"
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// Errors of a Host and its services.
var (
	ErrHostClosed   = errors.New("luahost: host closed")
	ErrServiceEnded = errors.New("luahost: service ended")
	ErrAddressTaken = errors.New("luahost: another service has this address")
)

// Options are what a Host is made of. The zero value is a host on the system's
// clock and standard streams, without modules of its own.
type Options struct {
	Clock   Clock             // default: SystemClock
	Stdin   io.Reader         // of scripts; default: os.Stdin
	Stdout  io.Writer         // where print goes; default: os.Stdout
	Log     io.Writer         // default: os.Stderr
	Stderr  io.Writer         // of scripts; default: Log
	Path    string            // package.path: patterns with ?, apart by ;
	Modules map[string]Module // what scripts can require besides their own files
	Exit    func(code int)    // os.exit of a script; default: an error

	ServicePath string // where FindService looks: patterns with ?, apart by ;
	Preload     string // a file that each service which FindService found runs first; "": none

	// Loader is a file that is run in place of a service's, and is to find and run
	// that. It gets what newservice got as one string, and the globals LUA_SERVICE
	// (ServicePath), LUA_PATH, LUA_CPATH and LUA_PRELOAD. "": none
	Loader string

	// Services are those that the program brings along: Source and Name of each
	// are set. Core ones come before the files of ServicePath, and run no Preload.
	Services map[string]Module

	Env map[string]string // keys that Getenv finds from the start

	LogTime bool // each line of the log begins with the time, as in skynet's log files
	LogLife bool // the log tells of each service that begins or ends (skynet's LAUNCH and KILL)

	MemoryLimit int64         // bytes that a service's Lua values may take; 0: no limit
	CPULimit    time.Duration // how long a task may run without blocking; 0: no limit
	// MailboxLimit is how many messages and other pieces of work may wait in a
	// service's mailbox before requests are refused; default: 1<<20.
	MailboxLimit int

	WarnEndless time.Duration // how long before the log tells of a task that doesn't block; 0: never
	Compat51    bool          // bring unpack and loadstring back, for old projects
}

// Host is one process's set of services. Its methods may be called from any
// goroutine.
type Host struct {
	clock     Clock
	log       logger
	opt       Options
	pool      *lua54.Pool
	lib       lua54.LibOptions
	libs      *lua54.Libraries
	chunks    chunks
	env       environment
	names     names
	found     foundFiles
	told      sync.Map // core modules asked for, and folders whose files are not used for them
	timers    timers
	handovers handovers
	endless   endless
	epoch     epoch
	monitor   atomic.Uint32

	mu       sync.RWMutex
	services map[uint32]*Service
	last     uint32
	users    int           // services that aren't system ones
	done     chan struct{} // closed when there were some, and none is left
	closed   bool
	empty    chan struct{} // closed when the host is, and its last service has ended

	active atomic.Int64 // services with a runner, and what runs beside them
	awaits atomic.Int64 // those who wait for 0
	quiet  sync.Cond    // active came to 0
	still  sync.Mutex
}

const (
	// firstAddress is what user services start at in skynet, whose own come before.
	firstAddress = 8
	// maxAddress is where they start again: the bits above are a node's number.
	maxAddress = 1<<24 - 1
	idleStacks = 64 // kept by the pool, for any service

	// maxString is the longest string in bytes, so that string.rep(s, 1e10) is an
	// error and not the end of the process.
	maxString = 256 << 20
)

// New makes a Host. It has to be closed.
func New(o Options) *Host {
	if o.Clock == nil {
		o.Clock = SystemClock{}
	}
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	if o.Stdout == nil {
		o.Stdout = os.Stdout
	}
	if o.Log == nil {
		o.Log = os.Stderr
	}
	if o.Stderr == nil {
		o.Stderr = o.Log
	}
	if o.MailboxLimit <= 0 {
		o.MailboxLimit = 1 << 20
	}
	h := &Host{
		clock:    o.Clock,
		opt:      o,
		pool:     lua54.NewPool(idleStacks),
		services: map[uint32]*Service{},
		last:     firstAddress - 1,
		empty:    make(chan struct{}),
		done:     make(chan struct{}),
	}
	h.log.h, h.log.w = h, o.Log
	h.quiet.L = &h.still
	h.env.vars = maps.Clone(o.Env)
	h.timers.clock = o.Clock
	h.epoch.init(o.Clock.Now())
	h.endless.init(h)
	h.lib = h.libOptions()
	h.libs = lua54.NewLibraries(h.lib, func(st *lua54.State) []lua.LValue { return addPackage(st, o.Path) })
	return h
}

// NewService makes a service and runs main in it as its main chunk: a task that
// can't block. When main fails, the service ends; Wait tells why. NewService
// returns when main has, if it is not called by the service's own code.
func (h *Host) NewService(name string, main func(s *Service, L *State)) (*Service, error) {
	s := h.newService(name)
	s.command = name
	if err := h.add(s, 0); err != nil {
		return nil, err
	}
	s.postHere(s.chunkTask(func(s *Service, L *State) error { main(s, L); return nil }, nil))
	return s, nil
}

// Service is the service with an address, or nil.
func (h *Host) Service(addr uint32) *Service {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if s := h.services[addr]; s != nil && !s.vanished.Load() {
		return s
	}
	return nil
}

// Len is how many services there are.
func (h *Host) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.services)
}

func (h *Host) all() []*Service {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := make([]*Service, 0, len(h.services))
	for _, s := range h.services {
		all = append(all, s)
	}
	return all
}

func (h *Host) remove(s *Service) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.services, s.addr)
	if !s.system {
		if h.users--; h.users == 0 {
			closeOnce(h.done)
		}
	}
	if h.closed && len(h.services) == 0 {
		closeOnce(h.empty)
	}
}

// closeOnce closes c if it isn't; for those who hold a lock.
func closeOnce(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
}

// Close lets what is under way come to rest first, half a second at most: what the
// end of a connection sets off may need several services. Then it ends all services,
// each as soon as the task that runs in it blocks or ends. Those that don't get there before ctx is done are ended by force: their
// task is unwound. Close returns when nothing of the host runs any more, or
// ctx.Err() if it had to use force, or something that a task had waited for, such
// as the end of another process, is still to come.
func (h *Host) Close(ctx context.Context) error {
	resting, cancel := context.WithTimeout(ctx, restWait)
	h.waitIdle(resting, 0)
	cancel()
	h.mu.Lock()
	h.closed = true
	if len(h.services) == 0 {
		closeOnce(h.empty)
	}
	h.mu.Unlock()
	for _, s := range h.all() {
		s.Stop()
	}
	var err error
	select {
	case <-h.empty:
	case <-ctx.Done():
		err = ctx.Err()
		h.force()
	}
	if idle := h.waitIdle(ctx, forceWait); !idle && err == nil {
		err = ctx.Err()
	}
	h.timers.close()
	h.endless.close()
	h.pool.Close()
	return err
}

// force ends the services that are left. Each is struck again as long as it
// lives: what a task does while it is unwound may have no end either.
func (h *Host) force() {
	for {
		for _, s := range h.all() {
			s.kill()
		}
		select {
		case <-h.empty:
			return
		case <-time.After(forceEvery):
		}
	}
}

const (
	forceEvery = 10 * time.Millisecond
	forceWait  = time.Second
	restWait   = time.Second / 2
)

// WaitIdle returns when no service has anything to do but to wait: for tests
// that drive the clock.
func (h *Host) WaitIdle() {
	h.awaits.Add(1)
	defer h.awaits.Add(-1)
	h.still.Lock()
	defer h.still.Unlock()
	for h.active.Load() > 0 {
		h.quiet.Wait()
	}
}

// waitIdle is WaitIdle until ctx is done and some time longer: after force, only
// what runs outside of services can be left.
func (h *Host) waitIdle(ctx context.Context, longer time.Duration) bool {
	idle := make(chan struct{})
	go func() {
		h.WaitIdle()
		close(idle)
	}()
	select {
	case <-idle:
		return true
	case <-ctx.Done():
	}
	select {
	case <-idle:
		return true
	case <-time.After(longer):
		return false
	}
}

func (h *Host) busy() { h.active.Add(1) }

func (h *Host) idle() {
	if h.active.Add(-1) == 0 && h.awaits.Load() > 0 {
		h.still.Lock()
		h.quiet.Broadcast()
		h.still.Unlock()
	}
}

func (h *Host) libOptions() lua54.LibOptions {
	return lua54.LibOptions{
		Stdin: h.opt.Stdin, Stdout: &lockedWriter{w: h.opt.Stdout}, Stderr: h.opt.Stderr,
		Now: h.clock.Now, Compat51: h.opt.Compat51,
		Exit: func(L *State, code int, _ bool) { ServiceOf(L).exitProcess(L, code) },
		Wait: func(L *State, f func()) { ServiceOf(L).Offload(L, f) },
		Later: func(f func()) {
			h.busy()
			go func() {
				defer h.idle()
				f()
			}()
		},
	}
}

// exitProcess is os.exit: the host is asked to end the process, and the task
// doesn't go on.
func (s *Service) exitProcess(L *State, code int) {
	if s.host.opt.Exit == nil {
		lua54.Errorf(L, "os.exit is not allowed here")
	}
	s.Log(fmt.Sprintf("os.exit(%d)", code))
	s.host.opt.Exit(code)
	s.Exit(L)
}

// Exit asks for the end of the process (Options.Exit). It reports false if that
// isn't allowed.
func (h *Host) Exit(code int) bool {
	if h.opt.Exit == nil {
		return false
	}
	h.opt.Exit(code)
	return true
}
