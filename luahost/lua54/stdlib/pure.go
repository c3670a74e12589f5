package stdlib

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// pure are the functions that touch nothing but their arguments, and do the same
// with equal ones in every state and at any time.
var pure = func() map[*lua.LFunction]bool {
	all := map[*lua.LFunction]bool{vm.Next: true, vm.IpairsNext: true}
	for lib, names := range map[string][]string{
		"_G": {
			"assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawlen",
			"rawset", "select", "setmetatable", "tonumber", "type",
		},
		"string": {
			"byte", "char", "find", "gsub", "len", "lower", "match", "pack", "packsize", "rep", "reverse", "sub",
			"unpack", "upper",
		},
		"table": {"concat", "insert", "move", "pack", "remove", "sort", "unpack"},
		"math": {
			"abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "log", "max", "min", "modf",
			"rad", "sin", "sqrt", "tan", "tointeger", "type", "ult",
		},
		"utf8": {"char", "codepoint", "len", "offset"},
	} {
		for _, name := range names {
			all[objects[lib][name]] = true
		}
	}
	return all
}()

// pureOfText are those that are pure unless an argument has an address to show.
var pureOfText = map[*lua.LFunction]bool{objects["_G"]["tostring"]: true, objects["string"]["format"]: true}

// PureCall tells whether the call of f, a function of Go that has been entered,
// touches nothing but its arguments, and does the same in every state.
func PureCall(L *lua.LState, f *lua.LFunction) bool {
	if pureOfText[f] {
		for i := 1; i <= L.GetTop(); i++ {
			switch L.Get(i).(type) {
			case *lua.LNilType, lua.LBool, lua.LString, lua.LNumber, *vm.SmallInt, vm.LInt:
			default:
				return false
			}
		}
		return true
	}
	return pure[f]
}
