package e2e

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// A framed is a client that speaks in frames: two bytes of length, then as many.
type framed struct{ *raw }

func dialFramed(t testing.TB, addr string) framed {
	t.Helper()
	return framed{dialRaw(t, addr)}
}

func frames(texts ...string) string {
	var b []byte
	for _, s := range texts {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
	}
	return string(b)
}

func (f framed) send(texts ...string) {
	f.t.Helper()
	if _, err := io.WriteString(f, frames(texts...)); err != nil {
		f.t.Error(err)
	}
}

func (f framed) next() (string, error) {
	var head [2]byte
	if _, err := io.ReadFull(f.br, head[:]); err != nil {
		return "", err
	}
	b := make([]byte, binary.BigEndian.Uint16(head[:]))
	_, err := io.ReadFull(f.br, b)
	return string(b), err
}

func (f framed) want(texts ...string) {
	f.t.Helper()
	for _, want := range texts {
		if got, err := f.next(); err != nil || got != want {
			f.t.Fatalf("got %.40q, %v; want %.40q", got, err, want)
		}
	}
}

// wantEnd is the server's having closed.
func (f framed) wantEnd() {
	f.t.Helper()
	if got, err := f.next(); err == nil {
		f.t.Errorf("got %q, not the end", got)
	}
}

// watchdogScript opens the gate service; the first message of a client is for
// the watchdog, what follows for an agent.
const watchdogScript = `
local skynet = require "skynet"
local gate
local agents = {}
local SOCKET = {}
function SOCKET.open(fd, addr)
	skynet.error("open", addr:match "^127.0.0.1:%d+$" ~= nil)
	skynet.call(gate, "lua", "accept", fd)
end
function SOCKET.data(fd, msg)
	skynet.error("data", #msg, msg:sub(1, 20))
	if msg == "kick" then
		skynet.call(gate, "lua", "kick", fd)
	else
		local agent = skynet.newservice("agent", fd)
		skynet.call(gate, "lua", "forward", fd, 0, agent)
		skynet.send(agent, "lua", "say", "hello " .. msg)
	end
end
function SOCKET.close(fd) skynet.error "close" skynet.call(gate, "lua", "kick", fd) end
function SOCKET.error(fd, msg) skynet.error("error", msg) skynet.call(gate, "lua", "kick", fd) end
function SOCKET.warning(fd, size) skynet.error("warning", size > 0) end
skynet.start(function()
	skynet.dispatch("lua", function(_, _, cmd, sub, ...)
		SOCKET[sub](...)
	end)
	gate = skynet.newservice "gate"
	local addr, port = skynet.call(gate, "lua", "open", { address = "127.0.0.1", port = 0, maxclient = 6, nodelay = true })
	skynet.error("opened", addr, math.type(port))
	skynet.error("foo", pcall(skynet.call, gate, "lua", "foo"))
	skynet.error("again", pcall(skynet.call, gate, "lua", "open", { port = 0 }))
	skynet.error("no client", pcall(skynet.call, gate, "lua", "forward", 4711))
end)`

const agentScript = `
local skynet = require "skynet"
local netpack = require "skynet.netpack"
local socketdriver = require "skynet.socketdriver"
local socket = require "skynet.socket"
local fd = math.tointeger(...)
skynet.register_protocol {
	name = "client",
	id = skynet.PTYPE_CLIENT,
	unpack = function(msg, sz) return netpack.tostring(msg, sz), sz end,
	dispatch = function(session, source, msg, sz)
		assert(session == fd and sz == #msg)
		skynet.ignoreret()
		if msg == "big" then
			for i = 1, 400 do socketdriver.send(fd, string.rep("x", 65536)) end
		else
			socketdriver.send(fd, netpack.pack(msg))
		end
	end,
}
skynet.start(function()
	skynet.dispatch("lua", function(_, _, _, text)
		socket.write(fd, string.pack(">s2", text))
	end)
end)`

func TestGate(t *testing.T) {
	s := prepare(t, nil)
	s.write("agent.lua", agentScript)
	s.launch(watchdogScript)
	s.log.wait(t, 1, "no client")
	s.logged("opened 127.0.0.1 integer", "foo false", "again false", "no client false", "Listen on 127.0.0.1 0")

	a := dialFramed(t, s.addr)
	a.send("ann")
	a.want("hello ann")
	long := strings.Repeat("0123456789", 6553) + "01234"
	a.send("x", "", "y", long)
	a.want("x", "", "y", long)
	for _, b := range []byte(frames("in pieces", "")) {
		a.Write([]byte{b})
	}
	a.want("in pieces", "")

	b := dialFramed(t, s.addr)
	b.send("kick", "more", "and more")
	b.wantEnd()
	s.log.wait(t, 1, "close")

	c := dialFramed(t, s.addr)
	c.send("c")
	c.want("hello c")
	c.CloseWrite()
	c.wantEnd()
	s.log.wait(t, 2, "close")

	d := dialFramed(t, s.addr)
	d.send("d")
	d.want("hello d")
	d.reset()
	s.log.wait(t, 3, "close")

	// maxclient counts the one who is refused
	var more []framed
	for i := range 4 {
		m := dialFramed(t, s.addr)
		m.send(fmt.Sprint(i))
		m.want(fmt.Sprintf("hello %d", i))
		more = append(more, m)
	}
	dialFramed(t, s.addr).wantEnd()
	more[0].Close()
	s.log.wait(t, 4, "close")
	m := dialFramed(t, s.addr)
	m.send("m")
	m.want("hello m")

	a.send("big")
	s.log.wait(t, 1, "warning true")
	n, err := io.CopyN(io.Discard, a.br, 400*65536)
	if err != nil {
		t.Errorf("%d bytes: %v", n, err)
	}
}

// gateserverScript is a gate of the project's own.
const gateserverScript = `
local skynet = require "skynet"
local gateserver = require "snax.gateserver"
local netpack = require "skynet.netpack"
local socketdriver = require "skynet.socketdriver"
local handler = {}
local token = {}
local running, most = 0, 0
function handler.open(source, conf)
	return conf.port
end
function handler.connect(fd, addr)
	gateserver.openclient(fd)
end
function handler.message(fd, msg, sz)
	msg = netpack.tostring(msg, sz)
	if msg == "fail" then
		error "handler.message fails"
	elseif msg == "wait" then
		skynet.wait(token)
	elseif msg:sub(1, 4) == "hold" then
		skynet.wait({})
	elseif msg == "wake" then
		skynet.wakeup(token)
	elseif msg == "rest" then
		running = running + 1
		most = math.max(most, running)
		skynet.sleep(1)
		running = running - 1
	elseif msg == "most" then
		msg = tostring(most <= 256 and most > 1)
	end
	socketdriver.send(fd, netpack.pack(msg))
end
function handler.disconnect(fd) skynet.error "disconnect" gateserver.closeclient(fd) end
function handler.error(fd, msg) skynet.error("error", msg) end
function handler.command(cmd, source, ...)
	skynet.error("command", cmd, ...)
	return ...
end
gateserver.start(handler)`

func gateSite(t testing.TB, gate string) *site {
	s := prepare(t, nil)
	s.write("mygate.lua", gate)
	s.launch(`
local skynet = require "skynet"
skynet.start(function()
	local gate = skynet.newservice "mygate"
	skynet.call(gate, "lua", "open", { address = "127.0.0.1", port = 0, maxclient = 1000 })
	skynet.error("answer", skynet.call(gate, "lua", "say", 1, "two"))
end)`)
	s.log.wait(t, 1, "answer 1 two")
	return s
}

func TestGateserver(t *testing.T) {
	s := gateSite(t, gateserverScript)
	// messages in order; one that blocks holds none up; one that fails ends nothing
	a := dialFramed(t, s.addr)
	a.send("1", "wait", "2", "fail", "3", "wake", "4")
	a.want("1", "2", "3", "wake", "4", "wait")
	s.log.wait(t, 1, "handler.message fails")
	b := dialFramed(t, s.addr)
	b.send("fail")
	b.send("fail")
	b.send("after")
	b.want("after")
	// more at a time than a client may have in work: all are answered, some later
	many := make([]string, 2000)
	for i := range many {
		many[i] = "rest"
	}
	go b.send(many...)
	b.want(many...)
	b.send("most")
	b.want("true")
	a.Close()
	s.log.wait(t, 1, "disconnect")
}

// netpackScript is a gate over skynet.netpack itself, as upstream's is made.
const netpackScript = `
local skynet = require "skynet"
local netpack = require "skynet.netpack"
local socketdriver = require "skynet.socketdriver"
local queue, listener, opening
local on = {}
function on.init(fd, addr, port)
	if fd == listener then
		skynet.error("init", addr, math.type(port))
		skynet.wakeup(opening)
	end
end
function on.open(fd, addr) skynet.error("open", addr:match "^127.0.0.1:%d+$" ~= nil) socketdriver.start(fd) end
function on.data(fd, msg, sz) socketdriver.send(fd, netpack.pack(msg, sz)) end
function on.more()
	for fd, msg, sz in netpack.pop, queue do
		on.data(fd, msg, sz)
	end
end
function on.close(fd) skynet.error("close", fd ~= listener) socketdriver.close(fd) end
function on.error(fd, msg) skynet.error("error", msg) socketdriver.shutdown(fd) end
function on.warning(fd, size) skynet.error("warning", size) end
skynet.register_protocol {
	name = "socket",
	id = skynet.PTYPE_SOCKET,
	unpack = function(msg, sz) return netpack.filter(queue, msg, sz) end,
	dispatch = function(_, _, q, kind, ...)
		queue = q
		if kind then
			on[kind](...)
		end
	end,
}
skynet.start(function()
	skynet.dispatch("lua", function(_, _, cmd, ...)
		if cmd == "open" then
			local conf = ...
			opening = coroutine.running()
			listener = socketdriver.listen(conf.address, conf.port)
			skynet.wait(opening)
			socketdriver.start(listener)
			skynet.ret(skynet.pack())
		else
			skynet.ret(skynet.pack(...))
		end
	end)
end)`

func TestNetpackGate(t *testing.T) {
	s := gateSite(t, netpackScript)
	s.logged("init 127.0.0.1 integer")
	a := dialFramed(t, s.addr)
	long := strings.Repeat("z", 65535)
	a.send("hello", "", long)
	a.want("hello", "", long)
	for _, b := range []byte(frames("in", "pieces")) {
		a.Write([]byte{b})
	}
	a.want("in", "pieces")
	a.CloseWrite()
	a.wantEnd()
	s.log.wait(t, 1, "close true")
}

// A client whose messages are never done is not read for ever.
func TestGateHoldsBack(t *testing.T) {
	s := gateSite(t, gateserverScript)
	a := dialFramed(t, s.addr)
	flood := frames(slices.Repeat([]string{"hold" + strings.Repeat(" ", 4000)}, 100)...)
	written := 0
	for {
		a.SetWriteDeadline(time.Now().Add(time.Second))
		n, err := io.WriteString(a, flood)
		if written += n; err != nil {
			break
		}
		if written > 64<<20 {
			t.Fatal("all of it was read")
		}
	}
	b := dialFramed(t, s.addr)
	b.send("hello")
	b.want("hello")
	a.reset()
}
