package socket

import (
	"context"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// udp(f, host, port) opens a UDP socket, and has f(data, from) called for each
// datagram. Without a host it is any free port.
func (k *library) udp(L *luahost.State) int {
	p, f := k.here(L), funcArg(L, 1)
	return p.addUDP(L, k.openUDP(L, 2, p), f)
}

func (p *pool) addUDP(L *luahost.State, id int, f lua.LValue) int {
	p.socks[id] = &sock{pool: p, id: id, kind: datagrams, callback: f, connected: true}
	return lua54.Push(L, lua54.Int(int64(id)))
}

// openUDP listens at arguments n and n+1.
func (k *library) openUDP(L *luahost.State, n int, sink wsbridge.Sink) int {
	var host string
	var port int
	if L.Get(n) != lua.LNil {
		host, port = hostPort(L, n)
	}
	return k.network(L, host, "udp init failed", func(context.Context) (int, error) { return k.sockets.UDP(host, port, sink) })
}

// udp_listen(host, port, f) is udp(f, host, port), for a port that is not 0.
func (k *library) udpListen(L *luahost.State) int {
	p, f := k.here(L), funcArg(L, 3)
	return p.addUDP(L, k.listenUDP(L, p), f)
}

func (k *library) listenUDP(L *luahost.State, sink wsbridge.Sink) int {
	host, port := hostPort(L, 1)
	if port == 0 {
		lua54.Errorf(L, "udp listen host failed: the port is 0")
	}
	return k.network(L, host, "udp listen host failed", func(context.Context) (int, error) { return k.sockets.UDP(host, port, sink) })
}

// udp_dial(host, port, f) opens a UDP socket with a peer, for write.
func (k *library) udpDial(L *luahost.State) int {
	p, f := k.here(L), funcArg(L, 3)
	return p.addUDP(L, k.dialUDP(L, p), f)
}

func (k *library) dialUDP(L *luahost.State, sink wsbridge.Sink) int {
	host, port := hostPort(L, 1)
	return k.network(L, host, "udp dial host failed", func(ctx context.Context) (int, error) {
		return k.sockets.DialUDP(ctx, host, port, sink)
	})
}

// udp_connect(id, host, port, f) sets the peer, and f if it is given.
func (k *library) udpConnect(L *luahost.State) int {
	p, id, f := k.here(L), idArg(L), funcArg(L, 4)
	if x := p.socks[id]; x != nil && x.kind != datagrams {
		lua54.Errorf(L, "socket %d is not a UDP socket", id)
	}
	k.connectUDP(L)
	if x := p.socks[id]; x == nil {
		p.socks[id] = &sock{pool: p, id: id, kind: datagrams, callback: f, connected: true}
	} else if f != nil {
		x.callback = f
	}
	return 0
}

// connectUDP(id, host, port) sets the peer.
func (k *library) connectUDP(L *luahost.State) int {
	id := idArg(L)
	host, port := hostPort(L, 2)
	k.network(L, host, "udp connect failed", func(ctx context.Context) (int, error) {
		return 0, k.sockets.ConnectUDP(ctx, id, host, port)
	})
	return 0
}

// udpSend(id, to, data) sends a datagram to an address that a callback got, and
// returns whether that could be.
func (k *library) udpSend(L *luahost.State) int {
	id := idArg(L)
	to, ok := udpAddr(lua54.CheckStr(L, 2))
	data := dataArg(L, 3)
	return lua54.Push(L, lua.LBool(ok && k.sockets.SendTo(id, to, data) == nil))
}
