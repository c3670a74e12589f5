package socket

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// Reading takes from the stream's buffer what is there. A task parks only if
// that is not enough; the goroutine that reads the stream then says when it is.

// over reports whether nothing more will come.
func (x *sock) over() bool { return x.closing != nil || !x.connected || x.st.Ended() }

// reader is argument 1, a stream to read from.
func (k *library) reader(L *luahost.State) *sock {
	x := k.check(L)
	if x.st == nil {
		lua54.Errorf(L, "socket %d is not a stream", x.id)
	}
	return x
}

// push returns data, which counts as the script's memory.
func push(L *luahost.State, data string) int {
	lua54.CheckSize(L, len(data))
	return lua54.Push(L, lua.LString(data))
}

// rest returns false and what is left.
func (x *sock) rest(L *luahost.State) int {
	data := x.st.ReadAll()
	lua54.CheckSize(L, len(data))
	return lua54.Push(L, lua.LFalse, lua.LString(data))
}

// read(id, n) returns n bytes, read(id) what there is, at least a byte. Both
// return false, and what is left, if no more will come.
func (k *library) read(L *luahost.State) int {
	x := k.reader(L)
	if L.Get(2) == lua.LNil {
		return x.readSome(L)
	}
	n := lua54.CheckInt(L, 2)
	if n < 0 {
		lua54.ArgError(L, 2, "negative size")
	}
	if n > large {
		lua54.CheckSize(L, int(min(n, math.MaxInt32))) // before it is waited for
	}
	if data, ok := x.st.Read(int(n)); ok {
		return push(L, data)
	}
	if x.over() {
		if data, ok := x.st.Read(int(n)); ok {
			return push(L, data)
		}
		return x.rest(L)
	}
	if x.st.AwaitBytes(int(n)) {
		return x.suspend(L, (*sock).haveRead)
	}
	return x.haveRead(L)
}

// haveRead is the rest of read(id, n).
func (x *sock) haveRead(L *luahost.State) int {
	if data, ok := x.st.Read(int(lua54.CheckInt(L, 2))); ok {
		return push(L, data)
	}
	return x.rest(L)
}

// large is from how many bytes on read asks whether it may return as many.
const large = 1 << 20

func (x *sock) readSome(L *luahost.State) int {
	data := x.st.ReadAll()
	if data != "" {
		return push(L, data)
	}
	if !x.over() && x.st.AwaitBytes(0) {
		return x.suspend(L, (*sock).haveSome)
	}
	return x.haveSome(L)
}

func (x *sock) haveSome(L *luahost.State) int {
	data := x.st.ReadAll()
	if data == "" {
		return lua54.Push(L, lua.LFalse, lua.LString(""))
	}
	return push(L, data)
}

// readline(id, sep) returns what comes before sep, which is dropped; or false
// and what is left, if no more will come.
func (k *library) readLine(L *luahost.State) int {
	x := k.reader(L)
	sep := lua54.OptStr(L, 2, "\n")
	if line, ok := x.st.ReadLine(sep); ok {
		return push(L, line)
	}
	if !x.over() && x.st.AwaitLine(sep) {
		return x.suspend(L, (*sock).haveLine)
	}
	return x.haveLine(L)
}

func (x *sock) haveLine(L *luahost.State) int {
	if line, ok := x.st.ReadLine(lua54.OptStr(L, 2, "\n")); ok {
		return push(L, line)
	}
	return x.rest(L)
}

// readall(id) waits for the end and returns everything; false if it was over
// before and nothing is left.
func (k *library) readAll(L *luahost.State) int {
	x := k.reader(L)
	if x.over() {
		if data := x.st.ReadAll(); data != "" {
			return push(L, data)
		}
		return lua54.Push(L, lua.LFalse)
	}
	if x.st.AwaitEnd() {
		return x.suspend(L, (*sock).haveAll)
	}
	return x.haveAll(L)
}

func (x *sock) haveAll(L *luahost.State) int { return push(L, x.st.ReadAll()) }

// block(id) waits until there is something to read, and returns true, or false
// if nothing will come.
func (k *library) block(L *luahost.State) int {
	x := k.here(L).socks[idArg(L)]
	if x == nil || x.st == nil {
		return lua54.Push(L, lua.LFalse)
	}
	if !x.over() && x.st.AwaitBytes(0) {
		return x.suspend(L, (*sock).blocked)
	}
	return x.blocked(L)
}

func (x *sock) blocked(L *luahost.State) int {
	return lua54.Push(L, lua.LBool(x.connected && (x.st.Buffered() > 0 || !x.st.Ended())))
}

// pause(id) has the stream not be read until a task waits for it.
func (k *library) pause(L *luahost.State) int {
	p := k.here(L)
	x := p.socks[idArg(L)]
	if x == nil || x.paused {
		return 0
	}
	p.s.Log(fmt.Sprintf("Pause socket (%d)", x.id))
	p.sockets.Pause(x.id)
	x.paused = true
	w := p.s.NewWait(L) // what is on its way arrives first
	p.s.After(0, func() { w.Resume() })
	w.Park(L)
	return 0
}

// limit(id, n) bounds what may wait for a reader who wants no number of bytes.
func (k *library) limit(L *luahost.State) int {
	x := k.check(L)
	n := int(lua54.OptInt(L, 2, 0))
	if x.limit = n; x.st != nil {
		x.st.SetLimit(n)
	}
	return 0
}
