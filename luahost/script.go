package luahost

import (
	"path/filepath"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// ScriptName is the name of the service that a script file makes: "dir/main.lua"
// is "main".
func ScriptName(path string) string {
	return strings.TrimSuffix(filepath.Base(path), ".lua")
}

// ScriptPath is the package.path that finds modules beside a script.
func ScriptPath(script string) string {
	dir := filepath.ToSlash(filepath.Dir(script))
	if dir == "." {
		return "?.lua;?/init.lua"
	}
	return dir + "/?.lua;" + dir + "/?/init.lua;?.lua;?/init.lua"
}

// Launch makes a service of a script that calls skynet.start: args are the
// main chunk's. It doesn't wait for the start function: see Ready.
func (h *Host) Launch(script string, args ...string) (*Service, error) {
	if _, err := h.Compile(script); err != nil {
		return nil, err
	}
	return h.NewService(ScriptName(script), func(s *Service, L *State) {
		s.RunScript(L, script, args...)
	})
}

// RunScript runs a file as the service's main chunk and returns its first result.
func (s *Service) RunScript(L *State, script string, args ...string) lua.LValue {
	g := s.state.Globals()
	g.RawSetString("SERVICE_NAME", lua.LString(s.name))
	g.RawSetString("SERVICE_PATH", lua.LString(filepath.ToSlash(filepath.Dir(script))+"/"))
	L.Push(s.LoadFile(L, script))
	for _, a := range args {
		L.Push(lua.LString(a))
	}
	lua54.Call(L, len(args), 1)
	v := L.Get(-1)
	L.Pop(1)
	return v
}
