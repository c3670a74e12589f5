package websocket

import (
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// roomLib is the module websocket.room: sets of connections under names, one
// namespace for all services of the process.
type roomLib struct {
	server *wsbridge.Server
	rooms  wsbridge.Rooms
}

// rooms makes the module websocket.room.
func rooms(server *wsbridge.Server) luahost.Module {
	k := &roomLib{server: server}
	return luahost.CoreLibrary(map[string]lua.LGFunction{
		"join": k.join, "leave": k.leave, "broadcast": k.broadcast, "count": k.count, "members": k.members,
	}, nil)
}

// join is room.join(name, ws). It returns true if the connection is a member
// now, false if it has ended.
func (k *roomLib) join(L *luahost.State) int {
	name, c := roomName(L), k.conn(L, 2)
	if c == nil {
		return lua54.Push(L, lua.LFalse)
	}
	err := k.rooms.Join(name, c)
	switch {
	case errors.Is(err, wsbridge.ErrTooManyRooms):
		lua54.Errorf(L, "room.join: connection %d is in %d rooms already: no more are allowed", c.ID(), wsbridge.DefaultRoomsPerConn)
	case errors.Is(err, wsbridge.ErrNotOpen):
		lua54.Errorf(L, "room.join: the connection is not open yet: join in on_open")
	}
	return lua54.Push(L, lua.LBool(err == nil))
}

// leave is room.leave(name, ws). It returns true if the connection was a member.
func (k *roomLib) leave(L *luahost.State) int {
	name, c := roomName(L), k.conn(L, 2)
	return lua54.Push(L, lua.LBool(c != nil && k.rooms.Leave(name, c)))
}

// broadcast is room.broadcast(name, data, {binary=, except=}). It returns to how
// many members the message was sent. Without binary nothing is sent of "", as by
// ws:send; a message over the max_payload_len of a member is an error.
func (k *roomLib) broadcast(L *luahost.State) int {
	name, data := roomName(L), lua54.CheckStr(L, 2)
	t, except := k.broadcastOptions(L)
	if t == 0 && data == "" {
		return lua54.Push(L, lua54.Int(0))
	}
	if t == 0 {
		t = wsbridge.Text
	}
	s := luahost.ServiceOf(L)
	b := luahost.Kept(s, func() *wsbridge.Batch { return &wsbridge.Batch{} })
	resting := b.Empty()
	n, err := k.rooms.BroadcastQueued(name, wsbridge.Prepare(t, data), b, except...)
	if resting && !b.Empty() {
		s.AtRest(b)
	}
	if err != nil {
		lua54.Errorf(L, "room.broadcast: a message of %d bytes is over the max_payload_len of a member", len(data))
	}
	return lua54.Push(L, lua54.Int(int64(n)))
}

// broadcastOptions reads argument 3. The type is 0 if it doesn't say one.
func (k *roomLib) broadcastOptions(L *luahost.State) (t wsbridge.MessageType, except []*wsbridge.Conn) {
	if L.Get(3) == lua.LNil {
		return 0, nil
	}
	opt := lua54.CheckTable(L, 3)
	for key, v, ok := opt.Next(lua.LNil); ok && key != lua.LNil; key, v, ok = opt.Next(key) {
		switch key {
		case lua.LString("binary"):
			if t = wsbridge.Text; lua.LVAsBool(v) {
				t = wsbridge.Binary
			}
		case lua.LString("except"):
		default:
			lua54.ArgError(L, 3, fmt.Sprintf("no option '%s': there are binary and except", lua54.ToString(L, key)))
		}
	}
	v := opt.RawGetString("except")
	if v == lua.LNil || v == lua.LFalse {
		return t, nil
	}
	if c, ok := k.find(v); ok {
		return t, []*wsbridge.Conn{c}
	}
	list, ok := v.(*lua54.Table)
	if !ok {
		lua54.ArgError(L, 3, "except: websocket, id or array of these expected, got "+lua54.TypeName(L, v))
	}
	for i := range list.Len() {
		v := list.RawGetInt(i + 1)
		c, ok := k.find(v)
		if !ok {
			lua54.ArgError(L, 3, fmt.Sprintf("except[%d]: websocket or id expected, got %s", i+1, lua54.TypeName(L, v)))
		}
		except = append(except, c)
	}
	return t, except
}

// count is room.count(name).
func (k *roomLib) count(L *luahost.State) int {
	return lua54.Push(L, lua54.Int(int64(k.rooms.Count(roomName(L)))))
}

// members is room.members(name): the ids of the members, in no order.
func (k *roomLib) members(L *luahost.State) int {
	conns := k.rooms.Members(roomName(L))
	lua54.Charge(L, 16*len(conns))
	t := lua54.NewTable(len(conns), 0)
	for i, c := range conns {
		t.RawSetInt(i+1, lua54.Int(int64(c.ID())))
	}
	return lua54.Push(L, t)
}

// roomName is argument 1.
func roomName(L *luahost.State) string {
	name := lua54.CheckStr(L, 1)
	if name == "" || len(name) > wsbridge.MaxRoomName {
		lua54.ArgError(L, 1, fmt.Sprintf("a room's name has 1 to %d bytes, not %d", wsbridge.MaxRoomName, len(name)))
	}
	return name
}

// conn is argument n, a connection: nil if it has ended.
func (k *roomLib) conn(L *luahost.State, n int) *wsbridge.Conn {
	c, ok := k.find(L.Get(n))
	if !ok {
		lua54.TypeError(L, n, "websocket or id")
	}
	return c
}

// find is the connection that v is, or is the id of: nil if it has ended. It
// reports false if v is neither.
func (k *roomLib) find(v lua.LValue) (*wsbridge.Conn, bool) {
	if t, ok := v.(*lua54.Table); ok {
		h, ok := t.RawGet(connKey).(*handle)
		if !ok {
			return nil, false
		}
		return h.conn, true
	}
	if v.Type() != lua.LTNumber {
		return nil, false
	}
	id, ok := lua54.ToInt(v)
	if !ok {
		return nil, false
	}
	return k.server.Conn(uint64(id)), true
}
