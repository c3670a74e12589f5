package skynet

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
)

// The two that protocols mostly use are known by their identity: between them
// a message's values go from one service to another without being seen as bytes.
var (
	packFunc   = lua54.NewFunction(packValues)
	unpackFunc = lua54.NewFunction(unpackValues)
)

// packValues(...) returns a message and its size.
func packValues(L *luahost.State) int {
	p := pack.Copy(L, 1)
	return lua54.Push(L, pack.NewRef(p), lua54.Int(int64(p.Len())))
}

// packString(...) returns a message's bytes.
func packString(L *luahost.State) int {
	return lua54.Push(L, pack.String(L, 1))
}

// unpackValues(msg, sz) or unpackValues(string) returns the values of a message.
func unpackValues(L *luahost.State) int {
	switch v := L.Get(1).(type) {
	case *lua.LNilType:
		return 0
	case *pack.Ref:
		if n := lua54.CheckInt(L, 2); n != int64(v.Len()) {
			return pack.Unpack(L, bytesOf(L, 1))
		}
		return v.PushCopy(L)
	default:
		return pack.Unpack(L, bytesOf(L, 1))
	}
}

// toString(msg, sz) returns the bytes of a message.
func toString(L *luahost.State) int {
	if L.Get(1) == lua.LNil {
		return 0
	}
	return lua54.Push(L, lua.LString(bytesOf(L, 1)))
}

// bytesOf is the bytes of arguments n and n+1, a message and its size; the
// size of a string may be left out.
func bytesOf(L *luahost.State, n int) string {
	var s string
	switch v := L.Get(n).(type) {
	case lua.LString:
		s = string(v)
		if L.Get(n+1) == lua.LNil {
			return s
		}
	case *pack.Ref:
		s = v.Bytes(L)
	case lua54.Light:
		if v != 0 || lua54.CheckInt(L, n+1) != 0 {
			lua54.ArgError(L, n, "not a message, but a pointer of something else")
		}
		return ""
	default:
		lua54.TypeError(L, n, "message")
	}
	sz := lua54.CheckInt(L, n+1)
	if sz < 0 || sz > int64(len(s)) {
		lua54.ArgError(L, n+1, "the message is shorter")
	}
	return s[:sz]
}

// trash(msg, sz) lets go of a message.
func trash(L *luahost.State) int {
	switch v := L.Get(1).(type) {
	case lua.LString, lua54.Light:
	case *pack.Ref:
		lua54.CheckInt(L, 2)
		v.Drop()
	default:
		lua54.Errorf(L, "skynet.trash invalid param %s", v.Type())
	}
	return 0
}

// discard lets go of argument n, a message whose bytes were taken.
func discard(L *luahost.State, n int) {
	if r, ok := L.Get(n).(*pack.Ref); ok {
		r.Drop()
	}
}

// parcelOf takes the parcel out of a message and its size, as values of Lua.
func parcelOf(L *luahost.State, msg, sz lua.LValue) *pack.Parcel {
	switch v := msg.(type) {
	case lua.LString:
		return pack.OfBytes(string(v))
	case *pack.Ref:
		p := v.Take()
		if p == nil {
			lua54.Errorf(L, "the message is gone: it was sent or trashed before")
		}
		n, ok := lua54.ToInt(sz)
		switch {
		case !ok:
			lua54.Errorf(L, "the message's size is missing")
		case n == int64(p.Len()):
			return p
		case n < 0 || n > int64(p.Len()):
			lua54.Errorf(L, "the message is %d bytes long, not %d", p.Len(), n)
		}
		s, err := p.Bytes()
		if err != nil {
			lua54.Errorf(L, "%s", err.Error())
		}
		return pack.OfBytes(s[:n])
	case lua54.Light:
		if v == 0 {
			return pack.OfBytes("")
		}
		lua54.Errorf(L, "not a message, but a pointer of something else")
	default:
		lua54.Errorf(L, "invalid param %s", msg.Type())
	}
	return nil
}

// visible is a message's body as scripts see it: msg and sz.
func visible(body any) (msg, sz lua.LValue) {
	switch b := body.(type) {
	case *pack.Parcel:
		return pack.NewRef(b), lua54.Int(int64(b.Len()))
	case lua.LValue: // what a module of ours sent to itself
		return b, lua54.Int(0)
	}
	return lua54.Light(0), lua54.Int(0)
}

// packWith packs the arguments from number from on by f, which returns msg and sz.
func packWith(L *luahost.State, f lua.LValue, from int) *pack.Parcel {
	if f == lua.LValue(packFunc) {
		return pack.Copy(L, from)
	}
	lua54.CallArgs(L, f, from, 2)
	msg, sz := L.Get(-2), L.Get(-1)
	L.Pop(2)
	return parcelOf(L, msg, sz)
}

// unpackWith gives what f makes of a body to L, and returns the number of values.
func unpackWith(L *luahost.State, f lua.LValue, body any) int {
	if f == lua.LValue(unpackFunc) {
		return pushUnpacked(L, body)
	}
	top := L.GetTop()
	msg, sz := visible(body)
	lua54.Push(L, f, msg, sz)
	lua54.Call(L, 2, lua.MultRet)
	return L.GetTop() - top
}

// pushUnpacked gives the values of a body to L, as unpackValues does.
func pushUnpacked(L *luahost.State, body any) int {
	if p, ok := body.(*pack.Parcel); ok {
		return p.Push(L)
	}
	return 0
}
