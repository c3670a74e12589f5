package skynet

import (
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// A protocol is a table of the script's: name, id, pack, unpack, dispatch,
// trace. It is looked at anew for each message, as scripts change its fields.
type protocol = lua54.Table

// protocols is the table that finds a protocol by its name and by its id
// (skynet._proto).
func (lib *library) protocols() *lua54.Table {
	if lib.protos == nil {
		lib.protos = lua54.NewTable(0, 8)
		for _, p := range ownProtocols() {
			t := p.table.Copy()
			lib.protos.RawSet(p.name, t)
			lib.protos.RawSetInt(p.id, t)
		}
	}
	return lib.protos
}

// ownProtocol is one that all services have.
type ownProtocol struct {
	name  lua.LValue
	id    int
	table *lua54.Shared
}

var ownProtocols = sync.OnceValue(func() (all []ownProtocol) {
	for _, p := range []struct {
		name   string
		id     int
		fields map[string]lua.LValue
	}{
		{"lua", luahost.TypeLua, map[string]lua.LValue{"pack": packFunc, "unpack": unpackFunc}},
		{"debug", luahost.TypeDebug, map[string]lua.LValue{"pack": packFunc, "unpack": unpackFunc, "dispatch": debugDispatch}},
		{"response", luahost.TypeResponse, nil},
		{"error", luahost.TypeError, map[string]lua.LValue{"unpack": asIs, "dispatch": errorDispatch}},
	} {
		t := lua54.NewTable(0, 5)
		t.RawSetString("name", lua.LString(p.name))
		t.RawSetString("id", lua54.Int(int64(p.id)))
		for k, v := range p.fields {
			t.RawSetString(k, v)
		}
		all = append(all, ownProtocol{lua54.Constant(p.name), p.id, lua54.Share(t)})
	}
	return all
})

// asIs returns its arguments.
var asIs = lua54.NewFunction(func(L *luahost.State) int { return L.GetTop() })

// protocol is argument n: the name or the id of a protocol.
func (lib *library) protocol(L *luahost.State, n int) *protocol {
	if p, ok := lib.protocols().RawGet(L.Get(n)).(*protocol); ok {
		return p
	}
	switch v := L.Get(n); v.Type() {
	case lua.LTString, lua.LTNumber:
		lua54.Errorf(L, "no protocol '%s' is registered (skynet.register_protocol)", v.String())
	default:
		lua54.TypeError(L, n, "name of a protocol")
	}
	return nil
}

func protocolID(L *luahost.State, p *protocol) int {
	id, ok := lua54.ToInt(p.RawGetString("id"))
	if !ok {
		lua54.Errorf(L, "the protocol has no id")
	}
	return int(id)
}

// field is a field of a protocol, perhaps of what it inherits from.
func field(p *protocol, name string) lua.LValue {
	for range 8 {
		if p == nil {
			break
		}
		if v := p.RawGetString(name); v != lua.LNil {
			return v
		}
		mt := p.Metatable()
		if mt == nil {
			break
		}
		base, ok := mt.RawGetString("__index").(*lua54.Table)
		if !ok {
			break
		}
		p = base
	}
	return lua.LNil
}

// registerProtocol{name=, id=, pack=, unpack=, dispatch=, trace=}
func registerProtocol(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	class := lua54.CheckTable(L, 1)
	name, ok := lua54.Index(L, class, lua.LString("name")).(lua.LString)
	if !ok {
		lua54.Errorf(L, "register_protocol: the name must be a string")
	}
	id, _, kind := lua54.Num(lua54.Index(L, class, lua.LString("id")))
	if kind == lua54.NotNumber || id < 0 || id > 255 {
		lua54.Errorf(L, "register_protocol '%s': the id must be a number from 0 to 255", string(name))
	}
	protos := lib.protocols()
	if protos.RawGet(name) != lua.LNil {
		lua54.Errorf(L, "register_protocol: '%s' is registered already", string(name))
	}
	if p, ok := protos.RawGetInt(int(id)).(*protocol); ok {
		lua54.Errorf(L, "register_protocol '%s': id %d is that of '%s' already", string(name), id, field(p, "name").String())
	}
	protos.RawSet(name, class)
	protos.RawSetInt(int(id), class)
	return 0
}

// dispatch(typename, f) has f called for each message, and returns who was
// before; dispatch(typename) returns who is.
func dispatch(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	f := L.Get(2)
	if !lua.LVAsBool(f) {
		p, ok := lib.protocols().RawGet(L.Get(1)).(*protocol)
		if !ok {
			return lua54.Push(L, lua.LNil)
		}
		return lua54.Push(L, field(p, "dispatch"))
	}
	p := lib.protocol(L, 1)
	old := field(p, "dispatch")
	p.RawSetString("dispatch", f)
	return lua54.Push(L, old)
}
