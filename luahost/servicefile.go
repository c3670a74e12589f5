package luahost

import (
	"fmt"
	"os"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// ServiceFile is a file that the service patterns (Options.ServicePath) lead to.
type ServiceFile struct {
	Name string // SERVICE_NAME: what was looked for
	Path string // of the file
	Dir  string // SERVICE_PATH: with / at its end; "" is nil in Lua
	// Own is put before package.path: a service of several files finds them
	// beside its main file. "" if the pattern names no main file.
	Own string

	embedded Module // if there is no file
}

// FindService finds a service's file by Options.ServicePath, as skynet does: the
// first file that can be read and compiled; Options.Services come after that, or
// before it if they are core ones. The error is a file's that can't be compiled,
// or tells what was tried. It may be called from any goroutine.
func (h *Host) FindService(name string) (ServiceFile, error) {
	own, known := h.opt.Services[name]
	if known && own.Core {
		return embedded(name, own), nil
	}
	var tried []string
	var broken error
	for pattern := range strings.SplitSeq(h.opt.ServicePath, ";") {
		if pattern == "" {
			continue
		}
		path := strings.ReplaceAll(pattern, "?", name)
		if !h.hasCompiled(path) { // and Compile would remember each name
			if fi, err := os.Stat(path); err != nil || fi.IsDir() {
				tried = append(tried, "no file '"+path+"'")
				continue
			}
		}
		if _, err := h.Compile(path); err != nil {
			if broken == nil {
				broken = err
			}
			continue
		}
		return serviceFile(name, path, pattern), nil
	}
	switch {
	case broken != nil:
		return ServiceFile{}, broken
	case known:
		return embedded(name, own), nil
	case len(tried) == 0:
		return ServiceFile{}, fmt.Errorf("service '%s' not found: luaservice is empty", name)
	}
	return ServiceFile{}, fmt.Errorf("service '%s' not found:\n\t%s", name, strings.Join(tried, "\n\t"))
}

func embedded(name string, m Module) ServiceFile {
	return ServiceFile{Name: name, Path: m.Name, embedded: m}
}

// serviceFile tells what a pattern says about where a service's files are: one
// that ends in a file name without ? names the main file of a folder.
func serviceFile(name, path, pattern string) ServiceFile {
	f := ServiceFile{Name: name, Path: path}
	slash := strings.LastIndexByte(pattern, '/') + 1
	f.Dir = pattern[:slash]
	if file := pattern[slash:]; f.Dir != "" && file != "" && !strings.Contains(file, "?") {
		f.Dir = strings.ReplaceAll(f.Dir, "?", name)
		f.Own = f.Dir + "?.lua"
	}
	return f
}

// RunService runs a service's file as the main chunk, after Options.Preload,
// which gets the service's name before the arguments; or Options.Loader.
func (s *Service) RunService(L *State, f ServiceFile, args ...string) {
	g := s.state.Globals()
	if o := s.host.opt; o.Loader != "" && f.embedded.Source == "" {
		cpath, _ := s.host.Getenv("lua_cpath")
		g.RawSetString("LUA_SERVICE", lua.LString(o.ServicePath))
		g.RawSetString("LUA_PATH", lua.LString(o.Path))
		g.RawSetString("LUA_CPATH", lua.LString(cpath))
		if o.Preload != "" {
			g.RawSetString("LUA_PRELOAD", lua.LString(o.Preload))
		}
		runChunk(L, s.LoadFile(L, o.Loader), []string{strings.Join(append([]string{f.Name}, args...), " ")})
		return
	}
	g.RawSetString("SERVICE_NAME", lua.LString(f.Name))
	if f.Dir != "" {
		g.RawSetString("SERVICE_PATH", lua.LString(f.Dir))
	}
	if f.Own != "" {
		packageOf(L).RawSetString("path", lua.LString(f.Own+";"+pathOf(L)))
	}
	if preload := s.host.opt.Preload; preload != "" && !f.embedded.Core {
		runChunk(L, s.LoadFile(L, preload), append([]string{f.Name}, args...))
	}
	if f.embedded.Source == "" {
		runChunk(L, s.LoadFile(L, f.Path), args)
	} else {
		runChunk(L, s.loadModule(L, "service "+f.Name, f.embedded), args)
	}
}

// runChunk calls a chunk, for no results.
func runChunk(L *State, chunk *lua.LFunction, args []string) {
	L.Push(chunk)
	for _, a := range args {
		L.Push(lua.LString(a))
	}
	lua54.Call(L, len(args), 0)
}
