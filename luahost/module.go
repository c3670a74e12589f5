package luahost

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// Module is one that the program brings along. Exactly one of Open and Source is set.
type Module struct {
	// Core modules come before a project's file of that name, the others after it.
	Core bool
	// Old is set for names that skynet's modules had once, and such. They come after
	// a project's file, but not after skynet's own.
	Old bool
	// Open makes the module's value in a service. Alike is set if it does nothing
	// else, and the values of all services have the same contents.
	Open  func(s *Service, L *State) lua.LValue
	Alike bool
	// Source is the text of a Lua module, Name what its messages call it.
	Source, Name string
}

// addPackage adds package and require to the globals that all services start with,
// and returns what Kept is to know of it.
func addPackage(st *lua54.State, path string) []lua.LValue {
	g := st.Globals()
	loaded := lua54.NewTable(0, 16)
	loaded.RawSetString("_G", g)
	for k, v, ok := g.Next(lua.LNil); ok && k != lua.LNil; k, v, ok = g.Next(k) {
		if t, ok := v.(*lua54.Table); ok && t != g {
			loaded.RawSet(k, t)
		}
	}
	searchers := lua54.NewTable(4, 0)
	for _, f := range searchFunctions {
		searchers.Append(f)
	}
	p := lua54.NewTable(0, 8)
	p.RawSetString("path", lua.LString(path))
	p.RawSetString("cpath", lua.LString(""))
	p.RawSetString("config", lua.LString("/\n;\n?\n!\n-\n"))
	p.RawSetString("loaded", loaded)
	p.RawSetString("preload", lua54.NewTable(0, 0))
	p.RawSetString("searchers", searchers)
	p.RawSetString("searchpath", lua54.NewFunction(searchPath))
	p.RawSetString("loadlib", lua54.NewFunction(loadLib))
	g.RawSetString("package", p)
	loaded.RawSetString("package", p)
	g.RawSetString("require", requireFunction)
	return []lua.LValue{keptLoaded: loaded, keptPackage: p}
}

var (
	requireFunction = lua54.NewFunction(require)
	searchFunctions = []*lua.LFunction{
		lua54.NewFunction(searchPreload), lua54.NewFunction(searchCore), lua54.NewFunction(searchFiles), lua54.NewFunction(searchOwn),
	}
	requireFunctions = map[*lua.LFunction]bool{}
)

func init() {
	for _, f := range append(searchFunctions, requireFunction) {
		requireFunctions[f] = true
	}
}

func packageOf(L *State) *lua54.Table {
	p, ok := ServiceOf(L).loadedTable().RawGetString("package").(*lua54.Table)
	if !ok {
		lua54.Errorf(L, "package.loaded.package is gone")
	}
	return p
}

// loadedTable is what require finds modules in: package.loaded, unless a script has
// put another table there.
func (s *Service) loadedTable() *lua54.Table {
	if s.loaded == nil {
		s.loaded = lua54.Kept(s.state, keptLoaded).(*lua54.Table)
	}
	return s.loaded
}

// require is that of Lua 5.4 (section 6.3 of its manual).
func require(L *State) int {
	name := lua54.CheckStr(L, 1)
	s := ServiceOf(L)
	if v := s.loadedTable().RawGetString(name); v != lua.LNil && v != lua.LFalse {
		L.Push(v)
		return 1
	}
	var searchers *lua54.Table
	untouched := s.untouchedPackage()
	if !untouched {
		searchers = searchersOf(L)
	}
	if v := s.requiredElsewhere(L, name); v != lua.LNil {
		L.Push(v)
		return 1
	}
	if untouched {
		if loader, extra := s.find(L, name); loader != nil {
			return s.loadAs(L, name, loader, extra)
		}
		searchers = searchersOf(L) // they know how to say what was tried
	}
	var tried strings.Builder
	for i := 1; ; i++ {
		f := searchers.RawGetInt(i)
		if f == lua.LNil {
			lua54.Errorf(L, "module '%s' not found:%s", name, tried.String())
		}
		lua54.Push(L, f, lua.LString(name))
		lua54.Call(L, 1, 2)
		loader, extra := L.Get(-2), L.Get(-1)
		L.Pop(2)
		switch loader := loader.(type) {
		case *lua.LFunction:
			return s.loadAs(L, name, loader, extra)
		case lua.LString:
			tried.WriteString("\n\t" + string(loader))
		}
	}
}

func searchersOf(L *State) *lua54.Table {
	searchers, ok := packageOf(L).RawGetString("searchers").(*lua54.Table)
	if !ok {
		lua54.Errorf(L, "'package.searchers' must be a table")
	}
	return searchers
}

// untouchedPackage tells whether no code of the service has seen the table package:
// then it has what addPackage has put there.
func (s *Service) untouchedPackage() bool {
	return !s.packageChanged && !lua54.HasKept(s.state, keptPackage)
}

// find is what the searchers of such a package do.
func (s *Service) find(L *State, name string) (loader *lua.LFunction, extra lua.LValue) {
	path := func() string { return s.host.opt.Path }
	if loader, extra = s.findCore(L, name, path); loader != nil {
		return loader, extra
	}
	if loader, extra, _ = s.findFile(L, name, path()); loader != nil {
		return loader, extra
	}
	return s.findOwn(L, name)
}

// loadAs loads a module and pushes what require returns.
func (s *Service) loadAs(L *State, name string, loader *lua.LFunction, extra lua.LValue) int {
	v := s.loadModuleOnce(L, name, loader, extra)
	if v != lua.LNil {
		s.loadedTable().RawSetString(name, v)
	} else if v = s.loadedTable().RawGetString(name); v == lua.LNil {
		v = lua.LTrue
		s.loadedTable().RawSetString(name, v)
	}
	if t := s.current; t != nil && !t.chunk {
		return lua54.Push(L, v) // table.insert(t, require "m") works in skynet
	}
	return lua54.Push(L, v, extra)
}

func searchPreload(L *State) int {
	name := lua54.CheckStr(L, 1)
	preload, ok := packageOf(L).RawGetString("preload").(*lua54.Table)
	if !ok {
		lua54.Errorf(L, "'package.preload' must be a table")
	}
	if f := preload.RawGetString(name); f != lua.LNil {
		return lua54.Push(L, f, lua.LString(":preload:"))
	}
	return lua54.Push(L, lua.LString("no field package.preload['"+name+"']"))
}

func searchCore(L *State) int {
	s := ServiceOf(L)
	loader, extra := s.findCore(L, lua54.CheckStr(L, 1), func() string { return pathOf(L) })
	if loader == nil {
		return 0
	}
	return lua54.Push(L, loader, extra)
}

// findCore finds what comes before a project's files, because upstream's files of
// these names need skynet's C core.
func (s *Service) findCore(L *State, name string, path func() string) (loader *lua.LFunction, extra lua.LValue) {
	m, ok := s.host.opt.Modules[name]
	if !ok || !m.Core {
		return nil, nil
	}
	if file, dir := s.host.shadowed(name, path); file != "" {
		s.Log(fmt.Sprintf("luaws has modules of its own, such as '%[1]s': those under %[2]s are not used; to use one: package.preload['%[1]s'] = loadfile('%[3]s')", name, dir, file))
	}
	return s.moduleLoader(L, name, m)
}

func searchOwn(L *State) int {
	name := lua54.CheckStr(L, 1)
	if loader, extra := ServiceOf(L).findOwn(L, name); loader != nil {
		return lua54.Push(L, loader, extra)
	}
	return lua54.Push(L, lua.LString("no module '"+name+"' in luaws"))
}

func (s *Service) findOwn(L *State, name string) (loader *lua.LFunction, extra lua.LValue) {
	if m, ok := s.host.opt.Modules[name]; ok && !m.Core {
		return s.moduleLoader(L, name, m)
	}
	return nil, nil
}

// moduleLoader is the function that gives a module's value, and what it gets
// besides the name.
func (s *Service) moduleLoader(L *State, name string, m Module) (loader *lua.LFunction, extra lua.LValue) {
	if m.Open == nil {
		return s.loadModule(L, name, m), lua.LString(m.Name)
	}
	loader = lua54.NewFunction(func(L *State) int {
		L.Push(m.Open(ServiceOf(L), L))
		return 1
	})
	if m.Alike && s.recording != nil {
		s.recording.open[loader] = true
	}
	return loader, lua.LString(":luaws:")
}

// loadModule is LoadFile for a module's Source.
func (s *Service) loadModule(L *State, name string, m Module) *lua.LFunction {
	p, err := s.host.compileModule(name, m)
	if err != nil {
		lua54.Raise(L, lua.LString(err.Error()))
	}
	return lua54.NewClosure(L, p, nil)
}

// compileModule is Compile for a module's Source.
func (h *Host) compileModule(name string, m Module) (*lua54.Proto, error) {
	key := "luaws:" + name
	h.chunks.mu.Lock()
	defer h.chunks.mu.Unlock()
	if c := h.chunks.files[key]; c != nil {
		return c.proto, c.err
	}
	p, err := lua54.Compile(m.Source, "="+m.Name)
	if h.chunks.files == nil {
		h.chunks.files = map[string]*chunk{}
	}
	h.chunks.files[key] = &chunk{proto: p, err: err}
	return p, err
}

func pathOf(L *State) string {
	path, ok := lua54.Str(packageOf(L).RawGetString("path"))
	if !ok {
		lua54.Errorf(L, "'package.path' must be a string")
	}
	return path
}

func searchFiles(L *State) int {
	loader, extra, tried := ServiceOf(L).findFile(L, lua54.CheckStr(L, 1), pathOf(L))
	if loader == nil {
		return lua54.Push(L, lua.LString(tried))
	}
	return lua54.Push(L, loader, extra)
}

// findFile finds a project's file, or what comes in its place. tried is what was
// looked for if there is none.
func (s *Service) findFile(L *State, name, path string) (loader *lua.LFunction, extra lua.LValue, tried string) {
	file, upstream, err := s.host.find(name, path)
	if err != nil {
		return nil, nil, err.Error()
	}
	if m, ok := s.host.opt.Modules[upstream]; ok && (m.Core || m.Old) {
		loader, extra = s.moduleLoader(L, upstream, m)
		return loader, extra, ""
	}
	p, err := s.compile(file)
	if err != nil {
		lua54.Raise(L, lua.LString(fmt.Sprintf("error loading module '%s' from file '%s':\n\t%s", name, file, err.Error())))
	}
	return lua54.NewClosure(L, p, nil), lua.LString(file), ""
}

func searchPath(L *State) int {
	file, err := findFile(lua54.CheckStr(L, 1), lua54.CheckStr(L, 2), lua54.OptStr(L, 3, "."), lua54.OptStr(L, 4, "/"))
	if err != nil {
		return lua54.Push(L, lua.LNil, lua.LString(err.Error()))
	}
	return lua54.Push(L, lua.LString(file))
}

func loadLib(L *State) int {
	return lua54.Push(L, lua.LNil, lua.LString("luaws loads no C libraries"), lua.LString("absent"))
}
