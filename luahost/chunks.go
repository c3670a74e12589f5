package luahost

import (
	"os"
	"sync"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// chunks is the cache of compiled files. All services share it, and a file is
// read once in the life of its host (as by skynet's codecache).
type chunks struct {
	mu        sync.Mutex
	files     map[string]*chunk
	forgotten atomic.Uint64 // how often ForgetFiles was called
}

type chunk struct {
	once  sync.Once
	proto *lua54.Proto
	err   error
}

// Compile compiles a file, or finds it compiled. The error is an *Error, or
// what the system said about the file.
func (h *Host) Compile(path string) (*lua54.Proto, error) {
	h.chunks.mu.Lock()
	c := h.chunks.files[path]
	if c == nil {
		if c = new(chunk); h.chunks.files == nil {
			h.chunks.files = map[string]*chunk{}
		}
		h.chunks.files[path] = c
	}
	h.chunks.mu.Unlock()
	c.once.Do(func() { c.proto, c.err = compileFile(path) })
	return c.proto, c.err
}

func compileFile(path string) (*lua54.Proto, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p, err := lua54.Compile(lua54.FileText(string(src)), "@"+path)
	if err != nil {
		e := AsError(err)
		e.File = path // Lua shortens long ones
		return nil, e
	}
	return p, nil
}

// A CacheMode says what a service does with the cache of compiled files when it
// loads one: CacheOn finds and adds, CacheExist only finds, CacheOff does
// neither and so has what the file says now.
type CacheMode int

const (
	CacheOn CacheMode = iota
	CacheOff
	CacheExist
)

// CacheMode is what SetCacheMode has set. Both are for code that the service runs.
func (s *Service) CacheMode() CacheMode     { return s.cacheMode }
func (s *Service) SetCacheMode(m CacheMode) { s.cacheMode = m }

// compile is Compile as the service's CacheMode says.
func (s *Service) compile(path string) (*lua54.Proto, error) {
	if s.cacheMode == CacheOn || s.cacheMode == CacheExist && s.host.hasCompiled(path) {
		return s.host.Compile(path)
	}
	return compileFile(path)
}

func (h *Host) hasCompiled(path string) bool {
	h.chunks.mu.Lock()
	defer h.chunks.mu.Unlock()
	return h.chunks.files[path] != nil
}

// ForgetFiles has files compiled and looked for again by those who load them
// from now on.
func (h *Host) ForgetFiles() {
	h.chunks.mu.Lock()
	h.chunks.files = nil
	h.chunks.mu.Unlock()
	h.found.Clear()
	h.found.len.Store(0)
	h.chunks.forgotten.Add(1)
}

// LoadFile makes a function of a file in the state of L; a file that can't be
// read or compiled raises an error.
func (s *Service) LoadFile(L *State, path string) *lua.LFunction {
	p, err := s.compile(path)
	if err != nil {
		lua54.Raise(L, lua.LString(err.Error()))
	}
	return lua54.NewClosure(L, p, nil)
}
