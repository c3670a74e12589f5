package skynet

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
)

// What comes before the dispatch of messages: the functions that old code sets
// to see or change them (skynet.core's callback, skynet.filter, skynet.forward_type).

// raw is a message as these functions see it: type, msg, sz, session, source.
func raw(m *luahost.Message) []lua.LValue {
	msg, sz := visible(m.Body)
	return []lua.LValue{
		lua54.Int(int64(m.Type)), msg, sz, lua54.Int(int64(m.Session)), lua54.Int(int64(m.Source)),
	}
}

// unraw is the message of five values from argument n on.
func unraw(L *luahost.State, n int) *luahost.Message {
	m := &luahost.Message{Type: int(lua54.CheckInt(L, n)), Session: int(lua54.CheckInt(L, n+3)), Source: uint32(lua54.CheckInt(L, n+4))}
	switch msg := L.Get(n + 1).(type) {
	case *lua.LNilType:
	case lua.LString, lua54.Light, *pack.Ref:
		m.Body = parcelOf(L, msg, L.Get(n+2))
	default: // of a module of ours
		if msg.Type() != lua.LTUserData {
			lua54.TypeError(L, n+1, "message")
		}
		m.Body = msg
	}
	return m
}

// intercept gives a message to the function that sees it first; false: there is none.
func (lib *library) intercept(m *luahost.Message) bool {
	if lib.callback == nil {
		return false
	}
	r := &request{lib: lib, source: m.Source, session: m.Session, size: sizeOf(m.Body), handler: lib.callback}
	t := lib.s.NewTask(lib.callback, raw(m)...)
	t.SetOwner(r)
	t.Begin()
	return true
}

// setCallback(f) has f(type, msg, sz, session, source) called for each message,
// in place of the dispatch.
func setCallback(L *luahost.State) int {
	f, ok := L.Get(1).(*lua.LFunction)
	if !ok {
		lua54.TypeError(L, 1, "function")
	}
	libraryOf(luahost.ServiceOf(L)).callback = f
	return 0
}

// dispatchMessage(type, msg, sz, session, source) dispatches a message. Its
// handler starts when the running task has blocked or ended.
func dispatchMessage(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib, m := libraryOf(s), unraw(L, 1)
	s.Wake(func() { lib.dispatch(m) })
	return 0
}

// filter(f, start) has f change each message: it gets and returns type, msg, sz,
// session, source. start is the start function.
func filter(L *luahost.State) int {
	f := L.Get(1)
	libraryOf(luahost.ServiceOf(L)).callback = lua54.NewFunction(func(L *luahost.State) int {
		n := L.GetTop()
		lua54.CallArgs(L, f, 1, 5)
		m := unraw(L, n+1)
		lib := libraryOf(luahost.ServiceOf(L))
		lib.s.Wake(func() { lib.dispatch(m) })
		return 0
	})
	return startWith(L, 2)
}

// forwardType(map, start): a message whose type is a key of map is handled as
// one of the type that it maps to; its handler may send it on as it is.
func forwardType(L *luahost.State) int {
	libraryOf(luahost.ServiceOf(L)).forward = lua54.CheckTable(L, 1)
	return startWith(L, 2)
}

// startWith calls start with argument n.
func startWith(L *luahost.State, n int) int {
	f := L.Get(n)
	L.SetTop(0)
	L.Push(f)
	return start(L)
}
