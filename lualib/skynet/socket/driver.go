package socket

import (
	"maps"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
	"github.com/luaws/luaws/wsbridge"
)

func (k *library) driverFunctions() map[string]lua.LGFunction {
	fns := map[string]lua.LGFunction{
		"connect": k.driverConnect, "listen": k.driverListen, "bind": k.driverBind, "start": k.driverStart,
		"pause": k.driverPause, "nodelay": nodelay,
		"close": k.driverClose, "shutdown": k.driverShutdown,
		"send": k.send, "lsend": k.sendLow,
		"udp": k.driverUDP, "udp_listen": k.driverUDPListen, "udp_dial": k.driverUDPDial,
		"udp_connect": k.connectUDP, "udp_send": k.udpSend,
		"unpack": unpack, "str2p": str2p, "drop": drop, "info": k.info,
		"buffer": newBuffer, "push": pushBuffer, "pop": popBuffer, "readall": readAllBuffer,
		"readline": readLineBuffer, "clear": clearBuffer,
	}
	maps.Copy(fns, k.common())
	return fns
}

func (k *library) driverHere(L *luahost.State) *driver { return k.driverOf(luahost.ServiceOf(L)) }

// own notes a socket that ends with the service, and returns its id.
func (d *driver) own(L *luahost.State, id int) int {
	d.note(id)
	return lua54.Push(L, lua54.Int(int64(id)))
}

// note notes a socket that ends with the service. Those that have ended are
// looked for each time that there are twice as many.
func (d *driver) note(id int) {
	if len(d.ids) >= d.sweepAt {
		for id := range d.ids {
			if d.sockets.Addr(id) == nil {
				delete(d.ids, id)
			}
		}
		d.sweepAt = max(2*len(d.ids), minSweep)
	}
	d.ids[id] = struct{}{}
}

const minSweep = 64

// connect(host, port) returns an id at once; a message follows.
func (k *library) driverConnect(L *luahost.State) int {
	host, port := hostPort(L, 1)
	if port == 0 {
		lua54.Errorf(L, "Invalid port")
	}
	d := k.driverHere(L)
	return d.own(L, k.sockets.Connect(host, port, d, true))
}

// listen(host, port, backlog) returns an id; a message with the address and the
// port follows.
func (k *library) driverListen(L *luahost.State) int {
	d := k.driverHere(L)
	id, host, port := k.listenAt(L, d)
	d.SocketEvent(wsbridge.Event{Kind: wsbridge.EventOpen, ID: id, N: port, Text: host}, false)
	return d.own(L, id)
}

func (k *library) driverBind(L *luahost.State) int {
	d := k.driverHere(L)
	id, err := k.sockets.Bind(int(lua54.CheckInt(L, 1)), d, true)
	if err != nil {
		lua54.Errorf(L, "bind: %s", wsbridge.ErrorText(err))
	}
	return d.own(L, id)
}

// start(id) has a listener accept, and the service get a stream's data. That it
// couldn't comes as a message.
func (k *library) driverStart(L *luahost.State) int {
	d, id := k.driverHere(L), idArg(L)
	if err := k.sockets.Start(id, d, true); err != nil {
		d.SocketEvent(wsbridge.Event{Kind: wsbridge.EventError, ID: id, Text: startError(err)}, false)
		return 0
	}
	d.note(id)
	return 0
}

func (k *library) driverPause(L *luahost.State) int {
	k.sockets.Pause(idArg(L))
	return 0
}

// nodelay(id) changes nothing: no stream delays.
func nodelay(L *luahost.State) int {
	idArg(L)
	return 0
}

func (k *library) driverClose(L *luahost.State) int {
	k.sockets.Close(idArg(L))
	return 0
}

func (k *library) driverShutdown(L *luahost.State) int {
	k.sockets.Shutdown(idArg(L))
	return 0
}

func (k *library) driverUDP(L *luahost.State) int {
	d := k.driverHere(L)
	return d.own(L, k.openUDP(L, 1, d))
}

func (k *library) driverUDPListen(L *luahost.State) int {
	d := k.driverHere(L)
	return d.own(L, k.listenUDP(L, d))
}

func (k *library) driverUDPDial(L *luahost.State) int {
	d := k.driverHere(L)
	return d.own(L, k.dialUDP(L, d))
}

// str2p(text) returns a message and its size.
func str2p(L *luahost.State) int {
	text := lua54.CheckStr(L, 1)
	return lua54.Push(L, pack.NewRef(pack.OfBytes(text)), lua54.Int(int64(len(text))))
}

// drop(msg, sz) lets go of data.
func drop(L *luahost.State) int {
	if r, ok := L.Get(1).(*pack.Ref); ok {
		r.Drop()
	}
	return 0
}
