package snax

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
	"github.com/luaws/luaws/lualib/frame"
	"github.com/luaws/luaws/lualib/skynet/socket"
	"github.com/luaws/luaws/wsbridge"
)

// maxBusy is how many of a client's messages may be handled at a time. What else
// it has sent waits, and it is not read further.
const maxBusy = 256

// gate is what snax.gateserver has of a service's clients.
type gate struct {
	s       *luahost.Service
	sockets *wsbridge.Sockets
	handler *lua54.Table
	control lua.LValue // control(kind, fd, number, text) takes the events that are no data
	start   lua.LValue // start(fd) has a socket read (again)
	clients map[int]*client
}

type client struct {
	fd     int
	joiner frame.Joiner
	ready  []string // frames that wait
	busy   int      // tasks that handle one
	forked bool     // a task is on its way that goes on with the frames that wait
	paused bool     // it is not read
	ended  bool     // the other side has: what waits is dropped
}

type gateKey struct{}

func gateOf(L *luahost.State) *gate {
	g, ok := luahost.ServiceOf(L).Value(gateKey{}).(*gate)
	if !ok {
		lua54.Errorf(L, "snax.gateserver was not started")
	}
	return g
}

// Modules is luaws.gate, the native half of snax.gateserver.
func Modules(sockets *wsbridge.Sockets) map[string]luahost.Module {
	return map[string]luahost.Module{"luaws.gate": luahost.CoreLibrary(map[string]lua.LGFunction{
		"start": func(L *luahost.State) int { return start(L, sockets) }, "unpack": unpackEvent, "dispatch": dispatchEvent,
		"connect": connect, "connected": connected, "ended": ended, "forget": forget,
	}, nil)}
}

// start(handler, control, start)
func start(L *luahost.State, sockets *wsbridge.Sockets) int {
	s := luahost.ServiceOf(L)
	s.SetValue(gateKey{}, &gate{
		s: s, sockets: sockets, clients: map[int]*client{},
		handler: lua54.CheckTable(L, 1), control: L.Get(2), start: L.Get(3),
	})
	return 0
}

func (g *gate) client(L *luahost.State) *client { return g.clients[int(lua54.CheckInt(L, 1))] }

// connect(fd): there is a client.
func connect(L *luahost.State) int {
	g, fd := gateOf(L), int(lua54.CheckInt(L, 1))
	g.clients[fd] = &client{fd: fd}
	return 0
}

// connected(fd) tells whether there is a client that has not ended.
func connected(L *luahost.State) int {
	c := gateOf(L).client(L)
	return lua54.Push(L, lua.LBool(c != nil && !c.ended))
}

// ended(fd): nothing more will come.
func ended(L *luahost.State) int {
	if c := gateOf(L).client(L); c != nil {
		c.ended = true
	}
	return 0
}

// forget(fd) tells whether there was a client.
func forget(L *luahost.State) int {
	g := gateOf(L)
	c := g.client(L)
	if c != nil {
		delete(g.clients, c.fd)
	}
	return lua54.Push(L, lua.LBool(c != nil))
}

// unpackEvent gives a socket's message as it is to dispatchEvent.
func unpackEvent(L *luahost.State) int {
	L.SetTop(1)
	return 1
}

// dispatchEvent(session, source, event)
func dispatchEvent(L *luahost.State) int {
	g := gateOf(L)
	m, ok := L.Get(3).(*socket.Message)
	if !ok {
		lua54.TypeError(L, 3, "message of a socket")
	}
	if m.Kind != wsbridge.EventData {
		lua54.Push(L, g.control, lua54.Int(int64(m.Kind)), lua54.Int(int64(m.ID)), lua54.Int(int64(m.N)), lua.LString(m.Text))
		lua54.Call(L, 4, 0)
		return 0
	}
	c := g.clients[m.ID]
	if c == nil { // closed meanwhile
		return 0
	}
	lua54.Charge(L, len(m.Data))
	first := len(c.ready) == 0
	c.joiner.Add(m.Data, func(f string) { c.ready = append(c.ready, f) })
	if first {
		g.pump(L, c)
	} else { // the task that goes on with the others comes to them
		g.pauseIfFull(c)
	}
	return 0
}

// pump has frames handled until there are none, or too many at a time. While a
// handler blocks, another task goes on.
func (g *gate) pump(L *luahost.State, c *client) {
	for len(c.ready) > 0 {
		if g.clients[c.fd] != c || c.ended {
			g.drop(c)
			return
		}
		if c.busy >= maxBusy {
			g.pauseIfFull(c) // those who are busy go on
			return
		}
		f := c.ready[0]
		if c.ready = c.ready[1:]; len(c.ready) == 0 {
			c.ready = nil
		} else {
			g.fork(c)
		}
		g.handle(L, c, f)
	}
	if c.paused && g.clients[c.fd] == c {
		c.paused = false
		lua54.Push(L, g.start, lua54.Int(int64(c.fd)))
		lua54.Call(L, 1, 0)
	}
}

// pauseIfFull has a client with too many messages in work not read further.
func (g *gate) pauseIfFull(c *client) {
	if c.busy >= maxBusy && len(c.ready) > 0 && !c.paused {
		c.paused = true
		g.sockets.Pause(c.fd)
	}
}

// fork has another task pump.
func (g *gate) fork(c *client) {
	if c.forked {
		return
	}
	c.forked = true
	g.s.Fork(g.s.NewTask(pumpFunction, &pumped{g, c}))
}

// pumped is what the task of pumpFunction gets.
type pumped struct {
	g *gate
	c *client
}

func (*pumped) String() string       { return "client" }
func (*pumped) Type() lua.LValueType { return lua.LTUserData }

var pumpFunction = &lua.LFunction{IsG: true}

func init() {
	pumpFunction.GFunction = func(L *luahost.State) int {
		p := L.Get(1).(*pumped)
		p.c.forked = false
		p.g.pump(L, p.c)
		return 0
	}
}

// handle calls handler.message(fd, msg, sz).
func (g *gate) handle(L *luahost.State, c *client, f string) {
	c.busy++
	done := false
	defer func() {
		c.busy--
		if !done && (len(c.ready) > 0 || c.paused) { // it failed, and its task is over
			g.fork(c)
		}
	}()
	message := g.handler.RawGetString("message")
	if message == lua.LNil {
		message = lua54.Index(L, g.handler, lua.LString("message"))
	}
	lua54.Push(L, message, lua54.Int(int64(c.fd)),
		pack.NewRef(pack.OfBytes(f)), lua54.Int(int64(len(f))))
	lua54.Call(L, 3, 0)
	done = true
}

// drop forgets the frames of a client who is not there any more.
func (g *gate) drop(c *client) {
	if len(c.ready) > 0 {
		f := c.ready[0]
		g.s.Log(fmt.Sprintf("Drop message from fd (%d) : %s", c.fd, f[:min(len(f), maxTold)]))
	}
	c.ready = nil
}

// maxTold is how much of a dropped message is told in the log.
const maxTold = 200
