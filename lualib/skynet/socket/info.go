package socket

import (
	"context"
	"net"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// info() is a list of all sockets of the process, with figures for each. Times
// are those of skynet.now.
func (k *library) info(L *luahost.State) int {
	host := luahost.ServiceOf(L).Host()
	list := lua54.NewTable(8, 0)
	for _, i := range k.sockets.Info() {
		t := lua54.NewTable(0, 10)
		set := func(name string, v lua.LValue) { t.RawSetString(name, v) }
		number := func(name string, n int64) { set(name, lua54.Int(n)) }
		number("id", int64(i.ID))
		number("address", owner(i.Sink))
		set("type", lua.LString(i.Type))
		number("rtime", when(host, i.ReadAt))
		if i.Type == "LISTEN" {
			number("accept", i.Read)
			set("sock", lua.LString(i.Peer))
		} else {
			number("read", i.Read)
			number("write", i.Written)
			number("wbuffer", int64(i.Queued))
			number("wtime", when(host, i.WroteAt))
			set("reading", lua.LBool(i.Reading))
			set("writing", lua.LBool(i.Writing))
			if i.Peer != "" {
				set("peer", lua.LString(i.Peer))
			}
		}
		list.Append(t)
		lua54.Poll(L)
	}
	return lua54.Push(L, list)
}

// owner is the address of the service that has a socket; 0: none.
func owner(sink wsbridge.Sink) int64 {
	switch x := sink.(type) {
	case *pool:
		return int64(x.s.Addr())
	case *driver:
		return int64(x.s.Addr())
	}
	return 0
}

// when is a time in skynet's measure, 0 for never.
func when(host *luahost.Host, t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return max(host.Now()-int64(time.Since(t)/(10*time.Millisecond)), 0)
}

// resolve(host) is a list of a host's addresses.
func resolve(L *luahost.State) int {
	host := lua54.CheckStr(L, 1)
	s := luahost.ServiceOf(L)
	var addrs []string
	var err error
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s.Offload(L, func() { addrs, err = net.DefaultResolver.LookupHost(ctx, host) })
	if err != nil {
		lua54.Errorf(L, "%s", wsbridge.ErrorText(err))
	}
	list := lua54.NewTable(len(addrs), 0)
	for _, a := range addrs {
		list.Append(lua.LString(a))
	}
	return lua54.Push(L, list)
}
