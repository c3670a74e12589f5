package socket

import (
	"fmt"
	"net/netip"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
	"github.com/luaws/luaws/wsbridge"
)

// send(id, data) queues data for any socket, of this service or not, and returns
// true, or false if that can't be written to. What a service sends goes out
// together when it comes to rest.
func (k *library) send(L *luahost.State) int { return k.queue(L, false) }

// sendLow is send behind all that others send.
func (k *library) sendLow(L *luahost.State) int { return k.queue(L, true) }

func (k *library) queue(L *luahost.State, low bool) int {
	id := idArg(L)
	data := dataArg(L, 2)
	s := luahost.ServiceOf(L)
	st := k.sockets.Stream(id)
	if st == nil {
		return lua54.Push(L, lua.LBool(k.sendOther(s, id, data)))
	}
	ok, needFlush := st.Send(data, low)
	if needFlush {
		s.AtRest(st)
	}
	return lua54.Push(L, lua.LBool(ok))
}

// sendOther is queue for what is no stream.
func (k *library) sendOther(s *luahost.Service, id int, data string) bool {
	switch err := k.sockets.SendTo(id, netip.AddrPort{}, data); err {
	case nil:
		return true
	case wsbridge.ErrNoPeer:
		s.Log(fmt.Sprintf("socket-server : set udp (%d) error: address first.", id))
	case wsbridge.ErrNotDatagram:
		s.Log(fmt.Sprintf("socket-server error: write to listen fd %d.", id))
	}
	return false
}

// dataArg is argument n as bytes: a string, a table of strings, or a message and
// its size.
func dataArg(L *luahost.State, n int) string {
	switch v := L.Get(n).(type) {
	case lua.LString:
		return string(v)
	case *pack.Ref:
		data := v.Bytes(L)
		if sz := lua54.OptInt(L, n+1, int64(len(data))); sz >= 0 && sz <= int64(len(data)) {
			return data[:sz]
		}
		lua54.ArgError(L, n+1, "the message is shorter")
	case *lua54.Table:
		return concat(L, v)
	}
	return lua54.CheckStr(L, n)
}

func concat(L *luahost.State, t *lua54.Table) string {
	var parts []string
	size := 0
	for i := 1; ; i++ {
		v := lua54.Index(L, t, lua54.Int(int64(i)))
		if v == lua.LNil {
			break
		}
		text, ok := lua54.Str(v)
		if !ok {
			lua54.Errorf(L, "the table to be sent has a %s at %d, where a string is expected", lua54.TypeName(L, v), i)
		}
		parts = append(parts, text)
		size += len(text)
		lua54.CheckSize(L, size)
		lua54.Poll(L)
	}
	return strings.Join(parts, "")
}

// warning(id, f) has f(id, kilobytes) called when much waits to be sent, and
// with 0 when that is over.
func (k *library) warning(L *luahost.State) int {
	x := k.check(L)
	x.onWarning = funcArg(L, 2)
	return 0
}

// funcArg is argument n, nil if there is none.
func funcArg(L *luahost.State, n int) lua.LValue {
	if v := L.Get(n); lua.LVAsBool(v) {
		return v
	}
	return nil
}
