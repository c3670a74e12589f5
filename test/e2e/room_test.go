package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// roomClass does with rooms what its clients say: "broadcast ROOM TEXT" and so on.
const roomClass = `
local room = require "websocket.room"
local connection = require "websocket.connection"
local commands = {}
function commands.join(self, name) return room.join(name, self.ws) end
function commands.leave(self, name) return room.leave(name, self.ws) end
function commands.count(self, name) return room.count(name) end
function commands.members(self, name)
	local ids = room.members(name)
	for i, id in ipairs(ids) do assert(math.type(id) == "integer" and #ids == room.count(name)) end
	return #ids
end
function commands.broadcast(self, name, text) return room.broadcast(name, text) end
function commands.binary(self, name, text) return room.broadcast(name, text, { binary = true }) end
function commands.others(self, name, text) return room.broadcast(name, text, { except = self.ws }) end
function commands.byid(self, name, text) return room.broadcast(name, text, { except = room.members(name)[1], binary = false }) end
function commands.nobody(self, name, text) return room.broadcast(name, text, { except = room.members(name) }) end
function commands.mixed(self, name, text) return room.broadcast(name, text, { except = { connection.get(self.ws.id), 123456789 } }) end
function commands.many(self, name, text)
	for i = 1, 100 do room.broadcast(name, text .. i) end
	return "done"
end
function ws:on_message(msg)
	local command, name, text = msg:match("^(%w+) (%S+) ?(.*)$")
	self.ws:send(command .. ": " .. tostring(commands[command](self, name, text)))
end
function ws:on_close() skynet.error("left", room.count("red"), room.leave("red", self.ws), room.join("red", self.ws)) end`

// Clients of all services of a process meet in rooms.
func TestRoom(t *testing.T) {
	each(t, []mode{isolated, shared, spread, launched}, func(t *testing.T, m mode) {
		s := newSite(t, m, class(roomClass))
		a, b, c := s.dial(), s.dial(), s.dial()
		for i, x := range []*client{a, b, c} {
			x.send("broadcast red anybody?", "join red", "join red", "count red")
			x.want(fmt.Sprint("broadcast: ", i), "join: true", "join: true", fmt.Sprint("count: ", i+1))
			for _, y := range []*client{a, b, c}[:i] {
				y.want("anybody?")
			}
		}
		c.send("join blue", "members red", "members none", "count none", "leave none", "leave blue", "leave blue")
		c.want("join: true", "members: 3", "members: 0", "count: 0", "leave: false", "leave: true", "leave: false")

		a.send("others red from a", "mixed red from a too")
		a.want("others: 2", "mixed: 2")
		b.want("from a", "from a too")
		c.want("from a", "from a too")
		a.send("nobody red x", "broadcast red ", "binary red ", "byid red to two")
		a.want("nobody: 0", "broadcast: 0")
		for _, x := range []*client{a, b, c} { // whoever says of which type means an empty one
			if typ, data, err := x.Read(x.ctx); err != nil || typ != websocket.MessageBinary || len(data) != 0 {
				t.Errorf("%v %q %v", typ, data, err)
			}
		}
		a.want("binary: 3")
		// One of the three, whichever is the first member, doesn't get it.
		a.send("broadcast red end")
		got := 0
		for _, x := range []*client{a, b, c} {
			for {
				msg, err := x.next()
				if err != nil {
					t.Fatal(err)
				}
				if msg == "end" {
					break
				}
				if msg == "to two" {
					got++
				}
			}
		}
		a.want("broadcast: 3")
		if got != 2 {
			t.Errorf("%d got the message", got)
		}

		b.send("binary red \xf0\x9f\x98\x80")
		typ, data, err := c.Read(c.ctx)
		if err != nil || typ != websocket.MessageBinary || string(data) != "😀" {
			t.Errorf("%v %q %v", typ, data, err)
		}
		a.Read(a.ctx)
		b.Read(b.ctx)
		b.want("binary: 3")

		a.Close(1000, "")
		s.log.wait(t, 1, "left 2 false false")
		b.send("leave red", "many red x")
		b.want("leave: true", "many: done")
		for i := 1; i <= 100; i++ {
			c.want(fmt.Sprint("x", i))
		}
		c.CloseNow()
		s.log.wait(t, 1, "left 0 false false")
	})
}

// Members of all services see the messages of all, in the same order, and what
// one has sent in the order in which it did.
func TestRoomOrder(t *testing.T) {
	const clients, messages = 20, 10
	each(t, []mode{isolated, spread}, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
local room = require "websocket.room"
function ws:on_open()
	room.join("all", self.ws)
	self.ws:send("welcome")
end
function ws:on_message(msg)
	room.broadcast("all", msg .. "a")
	room.broadcast("all", msg .. "b")
end`))
		all := make([]*client, clients)
		for i := range all {
			all[i] = s.dial()
			all[i].want("welcome")
		}
		seen := make([][]string, clients)
		every(t, clients, func(i int) error {
			go func() {
				for k := range messages {
					all[i].sendText(fmt.Sprint(i, " ", k, " "))
				}
			}()
			for range clients * messages * 2 {
				msg, err := all[i].next()
				if err != nil {
					return err
				}
				seen[i] = append(seen[i], msg)
			}
			return nil
		})
		next := make([]int, clients)
		for _, msg := range seen[0] {
			var i, k int
			var part string
			fmt.Sscan(msg, &i, &k, &part)
			if n := 2 * k; part == "a" && next[i] != n || part == "b" && next[i] != n+1 {
				t.Fatalf("%q comes as number %d of its sender", msg, next[i])
			}
			next[i]++
		}
		for i := range seen {
			if got, want := strings.Join(seen[i], ","), strings.Join(seen[0], ","); got != want {
				t.Fatalf("client %d sees %s\nclient 0 sees %s", i, got, want)
			}
		}
	})
}

// A connection of http.websocket is its id, which any service may use: one that
// has no connections at all, too.
func TestRoomOfHTTPWebsocket(t *testing.T) {
	s := services(t, `
local room = require "websocket.room"
function H.handshake(id) log("joined", room.join("ids", id)) end
function H.message(id, msg)
	if msg == "idle" then return log("idle", skynet.call(skynet.newservice "idle", "lua", "from idle")) end
	if msg == "who" then return websocket.write(id, tostring(room.members("ids")[1] == id)) end
	room.broadcast("ids", msg, { except = id })
end
function H.close(id) log("closed", room.count("ids"), room.join("ids", id)) end`)
	s.write("idle.lua", `local skynet = require "skynet"
local room = require "websocket.room"
skynet.start(function()
	skynet.dispatch("lua", function(_, _, text) skynet.retpack(room.broadcast("ids", text), room.join("more", room.members("ids")[1])) end)
end)`)
	a := s.dial()
	a.want("from main")
	s.log.wait(t, 1, "> joined true")
	a.send("who")
	a.want("true")
	b := s.dial()
	b.want("from main")
	s.log.wait(t, 2, "> joined true")
	b.send("from b")
	a.want("from b")
	b.send("idle")
	a.want("from idle")
	b.want("from idle")
	s.log.wait(t, 1, "> idle 2 true")
	b.Close(1000, "")
	s.log.wait(t, 1, "> closed 1 false")
}

// Mistakes are errors that name the function and the argument.
func TestRoomErrors(t *testing.T) {
	s := newSite(t, isolated, class(`
local room = require "websocket.room"
ws.max_payload_len = 100
function ws:on_open() room.join("r", self.ws) end
function ws:on_message(msg)
	local f = load(msg, "=chunk", "t", setmetatable({ room = room, self = self }, { __index = _G }))
	local ok, err = pcall(f)
	self.ws:send((tostring(err):gsub("^chunk:1: ", "")))
end`))
	c := s.dial()
	for code, want := range map[string]string{
		`room.join()`:                                                         "bad argument #1 to 'join' (string expected, got no value)",
		`room.join("", self.ws)`:                                              "bad argument #1 to 'join' (a room's name has 1 to 255 bytes, not 0)",
		`room.count(("x"):rep(256))`:                                          "bad argument #1 to 'count' (a room's name has 1 to 255 bytes, not 256)",
		`room.members({})`:                                                    "bad argument #1 to 'members' (string expected, got table)",
		`room.join("r")`:                                                      "bad argument #2 to 'join' (websocket or id expected, got no value)",
		`room.join("r", self)`:                                                "bad argument #2 to 'join' (websocket or id expected, got ws)",
		`room.leave("r", "1")`:                                                "bad argument #2 to 'leave' (websocket or id expected, got string)",
		`room.leave("r", 1.5)`:                                                "bad argument #2 to 'leave' (websocket or id expected, got number)",
		`room.broadcast("r")`:                                                 "bad argument #2 to 'broadcast' (string expected, got no value)",
		`room.broadcast("r", {})`:                                             "bad argument #2 to 'broadcast' (string expected, got table)",
		`room.broadcast("r", "x", 1)`:                                         "bad argument #3 to 'broadcast' (table expected, got number)",
		`room.broadcast("r", "x", {execpt = 1})`:                              "bad argument #3 to 'broadcast' (no option 'execpt': there are binary and except)",
		`room.broadcast("r", "x", {except = "me"})`:                           "bad argument #3 to 'broadcast' (except: websocket, id or array of these expected, got string)",
		`room.broadcast("r", "x", {except = {self.ws, true}})`:                "bad argument #3 to 'broadcast' (except[2]: websocket or id expected, got boolean)",
		`room.broadcast("r", ("x"):rep(101))`:                                 "room.broadcast: a message of 101 bytes is over the max_payload_len of a member",
		`error(room.broadcast("r", ("x"):rep(101), {except = self.ws}))`:      "0",
		`error(tostring(room.join("r", 987654321)), 0)`:                       "false",
		`error(tostring(room.leave("r", -1)), 0)`:                             "false",
		`for i = 1, 127 do room.join(i, self.ws) end room.join("x", self.ws)`: "room.join: connection ID is in 128 rooms already: no more are allowed",
	} {
		c.send(code)
		got, err := c.next()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(want, "connection ID") {
			var id int
			fmt.Sscanf(got, "room.join: connection %d", &id)
			got = strings.Replace(got, fmt.Sprint("connection ", id), "connection ID", 1)
		}
		if got != want {
			t.Errorf("%s\n\tgot  %s\n\twant %s", code, got, want)
		}
	}
}

// A member that doesn't read costs the others nothing, and ends by itself.
func TestRoomSlowMember(t *testing.T) {
	s := newSite(t, isolated, class(`
local room = require "websocket.room"
function ws:on_open() room.join("r", self.ws) self.ws:send("welcome") end
function ws:on_message(msg) self.ws:send("to " .. room.broadcast("r", ("x"):rep(60000), { except = self.ws })) end
function ws:on_error(msg) skynet.error(msg) end`))
	c, other := s.dial(), s.dial()
	c.want("welcome")
	other.want("welcome")
	slow := s.raw()
	slow.want("welcome")
	for n := 0; ; n++ {
		if n == 2000 {
			t.Fatal("the slow one stays")
		}
		c.send("go")
		got, err := c.next()
		if err != nil {
			t.Fatal(err)
		}
		if msg, err := other.next(); len(msg) != 60000 {
			t.Fatal(err)
		}
		if got == "to 1" {
			break
		}
	}
	s.log.wait(t, 1, "wsbridge: send queue full")
}

// A handler that never comes to rest keeps nobody else's broadcasts back, nor its
// own from going out with these.
func TestRoomBusyMember(t *testing.T) {
	s := newSite(t, isolated, class(`
local room = require "websocket.room"
function ws:on_open() room.join("r", self.ws) self.ws:send("welcome") end
function ws:on_message(msg)
	room.broadcast("r", msg)
	while msg == "busy" do end
end`))
	busy, b, c := s.dial(), s.dial(), s.dial()
	for _, x := range []*client{busy, b, c} {
		x.want("welcome")
	}
	next := func(x *client) string {
		msg, err := x.next()
		if err != nil {
			t.Fatal(err)
		}
		return msg
	}
	busy.send("busy")
	for n, heard := 1, false; !heard; n++ { // until it has been broadcast
		b.send(fmt.Sprint(n))
		for msg := ""; msg != fmt.Sprint(n); heard = heard || msg == "busy" {
			msg = next(b)
		}
	}
	for next(c) != "busy" {
	}
	busy.CloseNow()
	s.close(noPatience())
}
