package skynet

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// now is the time since starttime, in centiseconds.
func now(L *luahost.State) int {
	return lua54.Push(L, lua54.Int(luahost.ServiceOf(L).Host().Now()))
}

// timeOfDay is seconds since 1970, with centiseconds.
func timeOfDay(L *luahost.State) int {
	h := luahost.ServiceOf(L).Host()
	return lua54.Push(L, lua54.Flt(float64(h.Now())/100+float64(h.StartTime())))
}

// startTime is when the host started, in whole seconds since 1970.
func startTime(L *luahost.State) int {
	return lua54.Push(L, lua54.Int(luahost.ServiceOf(L).Host().StartTime()))
}

// hpc is nanoseconds, for differences.
func hpc(L *luahost.State) int {
	return lua54.Push(L, lua54.Int(luahost.ServiceOf(L).Host().Clock().Now().UnixNano()))
}

func self(L *luahost.State) int {
	return lua54.Push(L, lua54.Int(int64(luahost.ServiceOf(L).Addr())))
}

// address writes an address as skynet does; what is no number it gives back as a string.
func address(L *luahost.State) int {
	switch v := L.Get(1); v.Type() {
	case lua.LTNumber:
		return lua54.Push(L, lua.LString(fmt.Sprintf(":%08x", lua54.CheckInt(L, 1))))
	default:
		return lua54.Push(L, lua.LString(lua54.ToString(L, v)))
	}
}

// logError writes its arguments, with spaces between them, as one line of the log.
func logError(L *luahost.State) int {
	n := max(L.GetTop(), 1)
	words := make([]string, n)
	for i := range n {
		words[i] = lua54.ToString(L, L.Get(i+1))
	}
	luahost.ServiceOf(L).Log(strings.Join(words, " "))
	return 0
}

func getEnv(L *luahost.State) int {
	v, ok := luahost.ServiceOf(L).Host().Getenv(lua54.CheckStr(L, 1))
	if !ok {
		return lua54.Push(L, lua.LNil)
	}
	return lua54.Push(L, lua.LString(v))
}

// setEnv sets a key that is not set yet.
func setEnv(L *luahost.State) int {
	key, value := lua54.CheckStr(L, 1), lua54.CheckStr(L, 2)
	if !luahost.ServiceOf(L).Host().Setenv(key, value) {
		lua54.Errorf(L, "Can't setenv exist key : %s", key)
	}
	return 0
}
