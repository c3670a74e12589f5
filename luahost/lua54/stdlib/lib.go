package stdlib

import (
	"io"
	"os"
	"runtime"
	"sync"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// Options is what the libraries need from their host. The zero value is that of
// a stand-alone interpreter.
type Options struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// Now is the clock of os.time and os.date.
	Now func() time.Time

	// Exit is os.exit. It need not return.
	Exit func(L *lua.LState, code int, closeState bool)

	// Wait runs f, which may wait on the outside (a process, a pipe), and comes
	// back when it has ended. A host with many services runs f on another
	// goroutine and lets other tasks run meanwhile.
	Wait func(L *lua.LState, f func())

	// Later runs f, which may wait on the outside and touches no Lua, on another
	// goroutine.
	Later func(f func())

	// CollectEvery is the least time between two collections that scripts ask
	// for, as each is one of the whole process. 0: 20 ms; negative: none.
	CollectEvery time.Duration

	// Compat51 brings unpack and loadstring back.
	Compat51 bool
}

func (o *Options) fill() {
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	if o.Stdout == nil {
		o.Stdout = os.Stdout
	}
	if o.Stderr == nil {
		o.Stderr = os.Stderr
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Exit == nil {
		o.Exit = func(_ *lua.LState, code int, _ bool) { os.Exit(code) }
	}
	if o.CollectEvery == 0 {
		o.CollectEvery = collectEvery
	}
	if o.Later == nil {
		o.Later = func(f func()) { go f() }
	}
	if o.Wait == nil {
		o.Wait = func(_ *lua.LState, f func()) { f() }
	}
}

// lib is what the libraries keep for one state. Library functions are shared by
// all states and find it through their LState argument.
type lib struct {
	opt         Options
	random      xoshiro
	seeded      bool
	warn        warner
	gc          gcSettings
	files       *fileSet
	stdio       [3]*stream // made when first asked for
	input       *file
	output      *file
	fileMeta    *vm.Table
	fileMetaSet bool
	registry    *vm.Table
}

func libOf(L *lua.LState) *lib { return libIn(vm.StateOf(L)) }

// libIn is made when it is first asked for; until then State.Lib holds the Options.
func libIn(st *vm.State) *lib {
	if l, ok := st.Lib.(*lib); ok {
		return l
	}
	l := &lib{opt: *st.Lib.(*Options), gc: gcDefaults, files: &fileSet{}}
	l.opt.fill()
	st.Lib = l
	return l
}

// rng is the state's generator, seeded when it is first used.
func (l *lib) rng() *xoshiro {
	if !l.seeded {
		l.random.seedRandom()
		l.seeded = true
	}
	return &l.random
}

// fileSet is the open files of a state; it takes care of those that scripts forget.
type fileSet struct {
	mu   sync.Mutex
	open map[*stream]struct{}
}

func (s *fileSet) add(f *stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[*stream]struct{}{}
	}
	s.open[f] = struct{}{}
}

// remove reports whether f was there: who has removed it may close it.
func (s *fileSet) remove(f *stream) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.open[f]
	delete(s.open, f)
	return ok
}

// abandon closes a file whose handle is garbage.
func (s *fileSet) abandon(f *stream) {
	if s.remove(f) {
		f.abandon(func(f func()) { go f() })
	}
}

// watch closes f some time after its handle was collected.
func (s *fileSet) watch(handle *file, f *stream) {
	s.add(f)
	runtime.AddCleanup(handle, func(f *stream) { s.abandon(f) }, f)
}

// flushAll writes out what the open files hold back.
func (l *lib) flushAll() {
	l.files.mu.Lock()
	defer l.files.mu.Unlock()
	for f := range l.files.open {
		_ = f.flush()
	}
}

// Close flushes and closes the files that scripts of the state left open.
func Close(st *vm.State) {
	l, ok := st.Lib.(*lib)
	if !ok {
		return
	}
	l.files.mu.Lock()
	open := l.files.open
	l.files.open = nil
	l.files.mu.Unlock()
	for f := range open {
		f.abandon(l.opt.Later)
	}
}
