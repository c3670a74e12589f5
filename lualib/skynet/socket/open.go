package socket

import (
	"context"
	"math"
	"net"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// open(host, port) or open("host:port") connects, and returns the id, or nil and
// why not.
func (k *library) open(L *luahost.State) int {
	host, port := hostPort(L, 1)
	if port == 0 {
		lua54.Errorf(L, "Invalid port")
	}
	p := k.here(L)
	return p.connect(L, &sock{id: k.sockets.Connect(host, port, p, false)})
}

// bind(fd) makes a socket of a file descriptor of the process.
func (k *library) bind(L *luahost.State) int { return k.bindFD(L, int(lua54.CheckInt(L, 1))) }

func (k *library) stdin(L *luahost.State) int { return k.bindFD(L, 0) }

func (k *library) bindFD(L *luahost.State, fd int) int {
	p := k.here(L)
	id, err := k.sockets.Bind(fd, p, false)
	if err != nil {
		return lua54.Push(L, lua.LNil, lua.LString(wsbridge.ErrorText(err)))
	}
	return p.connect(L, &sock{id: id})
}

// start(id) opens an accepted socket, or takes one over from another service,
// and returns its id, or nil and why not. start(id, f) of a listener has
// f(id, address) called in a task of its own for each client.
func (k *library) start(L *luahost.State) int {
	p, id := k.here(L), idArg(L)
	if p.onClose[id] != nil {
		lua54.Errorf(L, "socket has onclose callback")
	}
	if x := p.socks[id]; x != nil && x.kind != listening {
		lua54.Errorf(L, "socket is not closed")
	}
	x := &sock{id: id}
	if f := L.Get(2); f != lua.LNil {
		x.kind, x.callback = listener, f
	}
	if err := k.sockets.Start(id, p, false); err != nil {
		return lua54.Push(L, lua.LNil, lua.LString(startError(err)))
	}
	return p.connect(L, x)
}

func startError(err error) string {
	if err == wsbridge.ErrNoSocket {
		return "invalid socket"
	}
	return wsbridge.ErrorText(err)
}

// connect waits until a new socket is open.
func (p *pool) connect(L *luahost.State, x *sock) int {
	x.pool, x.connecting = p, true
	x.st = p.sockets.Stream(x.id)
	p.socks[x.id] = x
	return x.suspend(L, (*sock).opened)
}

func (x *sock) opened(L *luahost.State) int {
	p := x.pool
	x.connecting = false
	if x.connected {
		return lua54.Push(L, lua54.Int(int64(x.id)))
	}
	if p.socks[x.id] == x {
		delete(p.socks, x.id)
	}
	return lua54.Push(L, lua.LNil, lua.LString(x.failure))
}

// listen(host, port, backlog) or listen("host:port") returns the id, the
// address and the port. Clients are accepted from start on.
func (k *library) listen(L *luahost.State) int {
	p := k.here(L)
	id, host, port := k.listenAt(L, p)
	p.socks[id] = &sock{pool: p, id: id, kind: listening, connected: true}
	return lua54.Push(L, lua54.Int(int64(id)), lua.LString(host), lua54.Int(int64(port)))
}

// minBacklog is how many clients may wait to be started at least: scripts give
// the kernel's number.
const minBacklog = 128

func (k *library) listenAt(L *luahost.State, sink wsbridge.Sink) (id int, host string, port int) {
	host, port = hostPort(L, 1)
	backlog := int(min(max(lua54.OptInt(L, 3, 0), minBacklog), math.MaxInt32))
	if host == "" {
		host = "0.0.0.0"
	}
	id, err := k.offload(L, func(context.Context) (int, error) { return k.sockets.Listen(host, port, backlog, sink) })
	if err != nil {
		lua54.Errorf(L, "Listen error: %s", strings.TrimPrefix(err.Error(), "wsbridge: "))
	}
	addr, ok := k.sockets.Addr(id).(*net.TCPAddr)
	if !ok { // another service knew the id, and was faster
		lua54.Errorf(L, "Listen error: socket %d was closed", id)
	}
	return id, addr.IP.String(), addr.Port
}
