package cjson

import (
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// The values for null and for an empty array, the same for all services.
var (
	null       lua.LValue = lua54.Light(0)
	emptyArray lua.LValue = lua54.Light(0x6a736f6e5b5d) // any bits that nobody else has
)

// Modules are cjson and cjson.safe.
func Modules() map[string]luahost.Module {
	return map[string]luahost.Module{
		"cjson":      module(&instance{}),
		"cjson.safe": module(&instance{safe: true}),
	}
}

// module makes a module whose table all services share.
func module(in *instance) luahost.Module {
	table := sync.OnceValue(func() *lua54.Shared { return lua54.Share(in.table()) })
	meta := sync.OnceValue(func() *lua54.Shared {
		t := lua54.NewTable(0, 1)
		t.RawSetString("__index", lua54.NewFunction(markerField))
		return lua54.Share(t)
	})
	return luahost.Module{Alike: true, Open: func(*luahost.Service, *luahost.State) lua.LValue {
		t := table().Copy()
		t.SetMetatable(meta().Copy())
		return t
	}}
}

// instance is one set of functions with settings of their own.
type instance struct {
	safe bool
	own  *config // of cjson.new(); nil: those that the service has for the module
}

// table makes the instance's table, without the two metatables for arrays.
func (in *instance) table() *lua54.Table {
	fns := in.settings()
	fns["encode"], fns["decode"], fns["new"] = in.encode, in.decode, in.newInstance
	if in.safe {
		fns["encode"], fns["decode"] = in.safeEncode(), in.safeDecode
	}
	t := lua54.NewTable(0, len(fns)+4)
	for name, f := range fns {
		t.RawSet(lua54.Constant(name), lua54.NewFunction(f))
	}
	t.RawSetString("null", null)
	t.RawSetString("empty_array", emptyArray)
	t.RawSetString("_NAME", lua.LString("cjson"))
	t.RawSetString("_VERSION", lua.LString("2.1devel"))
	return t
}

// newInstance is new(): the module again, with the default settings.
func (in *instance) newInstance(L *luahost.State) int {
	c := defaults
	t := (&instance{safe: in.safe, own: &c}).table()
	m := markersOf(luahost.ServiceOf(L))
	t.RawSetString("array_mt", m.array)
	t.RawSetString("empty_array_mt", m.emptyArray)
	return lua54.Push(L, t)
}

// markers are the metatables that tell arrays, in one service.
type markers struct{ array, emptyArray *lua54.Table }

func markersOf(s *luahost.Service) *markers {
	return luahost.Kept(s, func() *markers { return &markers{lua54.NewTable(0, 0), lua54.NewTable(0, 0)} })
}

// markerField is array_mt and empty_array_mt of a module's table, which are made
// when they are asked for.
func markerField(L *luahost.State) int {
	name, _ := L.Get(2).(lua.LString)
	switch name {
	case "array_mt":
		return lua54.Push(L, markersOf(luahost.ServiceOf(L)).array)
	case "empty_array_mt":
		return lua54.Push(L, markersOf(luahost.ServiceOf(L)).emptyArray)
	}
	return 0
}

// checkOne refuses any number of arguments but one.
func checkOne(L *luahost.State) {
	if L.GetTop() != 1 {
		lua54.ArgError(L, 1, "expected 1 argument")
	}
}

func (in *instance) encode(L *luahost.State) int {
	checkOne(L)
	return lua54.Push(L, encode(L, in.config(L), L.Get(1)))
}

// safeEncode is encode under pcall, as metamethods may fail.
func (in *instance) safeEncode() lua.LGFunction {
	plain := lua54.NewFunction(in.encode)
	return func(L *luahost.State) int {
		checkOne(L)
		lua54.Push(L, plain, L.Get(1))
		if err, ok := lua54.PCall(L, 1, 1, nil); !ok {
			return lua54.Push(L, lua.LNil, err)
		}
		return 1
	}
}

func (in *instance) decode(L *luahost.State) int {
	checkOne(L)
	v, err := decode(L, in.config(L), lua54.CheckStr(L, 1))
	if err != "" {
		lua54.Errorf(L, "%s", err)
	}
	return lua54.Push(L, v)
}

func (in *instance) safeDecode(L *luahost.State) int {
	checkOne(L)
	text, ok := lua54.Str(L.Get(1))
	if !ok {
		return lua54.Push(L, lua.LNil, lua.LString("bad argument #1 to 'decode' (string expected, got "+lua54.TypeName(L, L.Get(1))+")"))
	}
	v, err := decode(L, in.config(L), text)
	if err != "" {
		return lua54.Push(L, lua.LNil, lua.LString(err))
	}
	return lua54.Push(L, v)
}
