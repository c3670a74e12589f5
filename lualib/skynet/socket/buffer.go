package socket

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// buffer is what skynet.socketdriver's buffer makes: a script that reads by
// messages keeps what has come in it. The tables that its functions take besides
// ("pool") are skynet's memory, and not used here.
type buffer struct{ in wsbridge.Input }

func (b *buffer) String() string       { return fmt.Sprintf("userdata: %p", b) }
func (b *buffer) Type() lua.LValueType { return lua.LTUserData }

func bufferArg(L *luahost.State) *buffer {
	b, ok := L.Get(1).(*buffer)
	if !ok {
		lua54.Errorf(L, "need buffer object at param 1")
	}
	return b
}

func newBuffer(L *luahost.State) int { return lua54.Push(L, &buffer{}) }

// push(buffer, pool, msg, sz) appends, and returns how much there is then.
func pushBuffer(L *luahost.State) int {
	b := bufferArg(L)
	lua54.CheckTable(L, 2)
	data := dataArg(L, 3)
	lua54.CheckSize(L, b.in.Len()+len(data))
	lua54.Charge(L, len(data))
	b.in.Add([]byte(data))
	return lua54.Push(L, lua54.Int(int64(b.in.Len())))
}

// pop(buffer, pool, n) returns n bytes, nil if there are not as many (or n is
// 0), and how much is left.
func popBuffer(L *luahost.State) int {
	b := bufferArg(L)
	lua54.CheckTable(L, 2)
	var data lua.LValue = lua.LNil
	if n := lua54.CheckInt(L, 3); n > 0 && n <= int64(b.in.Len()) {
		data = lua.LString(b.in.Take(int(n)))
	}
	return lua54.Push(L, data, lua54.Int(int64(b.in.Len())))
}

func readAllBuffer(L *luahost.State) int {
	b := bufferArg(L)
	lua54.CheckTable(L, 2)
	return lua54.Push(L, lua.LString(b.in.TakeAll()))
}

// readline(buffer, pool, sep) returns a line without sep, nothing if there is
// none; with nil for the pool true.
func readLineBuffer(L *luahost.State) int {
	b, sep := bufferArg(L), lua54.CheckStr(L, 3)
	if _, ok := L.Get(2).(*lua54.Table); !ok {
		if b.in.Find(sep) < 0 {
			return 0
		}
		return lua54.Push(L, lua.LTrue)
	}
	line, ok := b.in.TakeLine(sep)
	if !ok {
		return 0
	}
	return lua54.Push(L, lua.LString(line))
}

func clearBuffer(L *luahost.State) int {
	if L.Get(1) != lua.LNil {
		b := bufferArg(L)
		lua54.CheckTable(L, 2)
		b.in = wsbridge.Input{}
	}
	return 0
}
