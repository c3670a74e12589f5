package luahost

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// requiring is a module that a task loads. As loading can block, other tasks may
// ask for the module meanwhile: they wait for it.
type requiring struct {
	task  *Task
	outer *requiring   // what the task was loading before
	after []lua.LValue // functions to call when the module has loaded
	waits []Wait
}

// requiredElsewhere waits for a module that another task is loading, and gives
// its value; nil: nobody is.
func (s *Service) requiredElsewhere(L *State, name string) lua.LValue {
	r := s.requiring[name]
	switch {
	case r == nil || !s.CanBlock():
		return lua.LNil
	case r.task == s.current:
		lua54.Errorf(L, "module '%s' requires itself (circular dependency)", name)
	}
	w := s.NewWait(L)
	r.waits = append(r.waits, w)
	w.Park(L)
	v := s.loadedTable().RawGetString(name)
	if v == lua.LNil {
		lua54.Errorf(L, "require %s failed in the task that was first", name)
	}
	return v
}

// loadModuleOnce calls a module's loader, then the functions given to AfterRequire.
func (s *Service) loadModuleOnce(L *State, name string, loader *lua.LFunction, extra lua.LValue) lua.LValue {
	t := s.current
	if t == nil { // a metamethod that the service itself has called
		t = new(Task)
	}
	r := &requiring{task: t, outer: t.requiring}
	if s.requiring == nil {
		s.requiring = map[string]*requiring{}
	}
	s.requiring[name], t.requiring = r, r
	defer func() {
		if delete(s.requiring, name); len(s.requiring) == 0 {
			s.requiring = nil // a service that has loaded all it needs keeps no map
		}
		t.requiring = r.outer
		for _, w := range r.waits {
			s.Wake(func() { w.Resume() })
		}
	}()
	lua54.Push(L, loader, lua.LString(name), extra)
	lua54.Call(L, 2, 1)
	v := L.Get(-1)
	L.Pop(1)
	for _, f := range r.after {
		L.Push(f)
		lua54.Call(L, 0, 0)
	}
	return v
}

// AfterRequire has f called when the module has loaded that the running task is
// loading. It reports false if it is loading none.
func (s *Service) AfterRequire(f lua.LValue) bool {
	if s.current == nil || s.current.requiring == nil {
		return false
	}
	r := s.current.requiring
	r.after = append(r.after, f)
	return true
}
