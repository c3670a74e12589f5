package socket

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// close(id) closes a socket of the service's, or one that a websocket was made
// of, once all that is queued has gone out, and waits until a task that reads it
// has got the rest. One that there isn't is none too many.
func (k *library) close(L *luahost.State) int {
	id, ok := lua54.ToInt(L.Get(1))
	if !ok {
		return 0
	}
	p := k.here(L)
	x := p.socks[int(id)]
	if x == nil {
		if p.sockets.Taken(int(id)) { // a websocket
			p.sockets.Close(int(id))
		}
		return 0
	}
	p.sockets.Close(x.id)
	if x.connected && p.s.CanBlock() {
		x.paused = false
		p.s.Do(func() { // if the socket was taken, nothing else tells
			if x.connected && p.socks[x.id] == x {
				p.closed(x.id)
			}
		})
		if x.waits && !x.wait.Over() {
			if x.closing != nil {
				lua54.Errorf(L, "socket %d is being closed", x.id)
			}
			w := p.s.NewWait(L)
			x.closing = &w
			w.Park(L)
		} else {
			return x.suspend(L, (*sock).forget)
		}
	}
	return x.forget(L)
}

// forget is the end of close.
func (x *sock) forget(*luahost.State) int {
	x.connected = false
	if x.pool.socks[x.id] == x {
		delete(x.pool.socks, x.id)
	}
	return 0
}

// close_fd(id) closes a socket that the service has not started.
func (k *library) closeFD(L *luahost.State) int {
	id := idArg(L)
	if k.here(L).socks[id] != nil {
		lua54.Errorf(L, "Use socket.close instead")
	}
	k.sockets.Close(id)
	return 0
}

// shutdown(id) closes at once; close has to follow.
func (k *library) shutdown(L *luahost.State) int {
	if id := idArg(L); k.here(L).socks[id] != nil || k.sockets.Taken(id) { // a websocket
		k.sockets.Shutdown(id)
	}
	return 0
}

// abandon(id) forgets a socket, for another service to start it.
func (k *library) abandon(L *luahost.State) int {
	p, id := k.here(L), idArg(L)
	x := p.socks[id]
	if x == nil {
		return 0
	}
	x.connected = false
	p.s.Wake(x.resume)
	delete(p.onClose, id)
	delete(p.socks, id)
	return 0
}

// invalid(id) tells whether the service has no such socket. (One that a
// websocket has been made of counts as one.)
func (k *library) invalid(L *luahost.State) int {
	id, ok := lua54.ToInt(L.Get(1))
	valid := ok && (k.here(L).socks[int(id)] != nil || k.sockets.Taken(int(id)))
	return lua54.Push(L, lua.LBool(!valid))
}

// disconnected(id) tells whether the other end is gone; nothing if there is no
// such socket.
func (k *library) disconnected(L *luahost.State) int {
	id := idArg(L)
	x := k.here(L).socks[id]
	if x == nil {
		if k.sockets.Taken(id) {
			return lua54.Push(L, lua.LFalse)
		}
		return 0
	}
	return lua54.Push(L, lua.LBool(!x.connected && !x.connecting))
}

// onclose(id, f) has f(id) called once, when no more input will come.
func (k *library) onClose(L *luahost.State) int {
	p, id := k.here(L), idArg(L)
	if f := funcArg(L, 2); f != nil {
		p.onClose[id] = f
	} else {
		delete(p.onClose, id)
	}
	return 0
}
