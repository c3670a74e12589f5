package skynet

import (
	"fmt"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
)

// destination is argument n: an address, ":0000000c", or a name.
type destination struct {
	addr uint32 // 0: nobody
	name string // a name that nobody has
}

func destinationOf(L *luahost.State, n int) destination {
	v := L.Get(n)
	if i, ok := lua54.ToInt(v); ok && i != 0 {
		return destination{addr: uint32(i)}
	}
	name, ok := lua54.Str(v)
	switch {
	case v.Type() == lua.LTNumber:
		lua54.Errorf(L, "Invalid service address 0")
	case !ok:
		lua54.Errorf(L, "dest address type (%s) must be a string or number.", v.Type())
	case strings.HasPrefix(name, ":"):
		return destination{addr: hexAddress(name[1:])}
	}
	if addr, ok := lookup(luahost.ServiceOf(L).Host(), name); ok {
		return destination{addr: addr}
	}
	return destination{name: name}
}

// send sends m.
func (d destination) send(s *luahost.Service, m luahost.Message) error {
	if d.name != "" {
		return s.SendName(d.name, m)
	}
	return s.Send(d.addr, m)
}

// hexAddress reads the digits that there are, as skynet does.
func hexAddress(s string) uint32 {
	end := 0
	for end < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[end]) >= 0 {
		end++
	}
	addr, _ := strconv.ParseUint(s[:end], 16, 32)
	return uint32(addr)
}

// packed makes a message's body of the arguments from number from on.
func packed(L *luahost.State, p *protocol, from int) *pack.Parcel {
	f := field(p, "pack")
	if f == lua.LNil {
		lua54.Errorf(L, "protocol '%s' has no pack function", field(p, "name").String())
	}
	return packWith(L, f, from)
}

// send(address, typename, ...) returns 0, or nothing if there is no such service.
func send(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib := libraryOf(s)
	p := lib.protocol(L, 2)
	return post(L, destinationOf(L, 1), luahost.Message{
		Type: protocolID(L, p), Source: s.Addr(), Body: packed(L, p, 3),
	})
}

// rawSend(address, typename, msg, sz) is send of a message that is packed.
func rawSend(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	p := libraryOf(s).protocol(L, 2)
	return post(L, destinationOf(L, 1), luahost.Message{
		Type: protocolID(L, p), Source: s.Addr(), Body: parcelOf(L, L.Get(3), L.Get(4)),
	})
}

// redirect(address, source, typename, session, msg, sz) sends in another's name.
func redirect(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	source := uint32(lua54.CheckInt(L, 2))
	p := libraryOf(s).protocol(L, 3)
	if source == 0 {
		source = s.Addr()
	}
	return post(L, destinationOf(L, 1), luahost.Message{
		Type: protocolID(L, p), Source: source, Session: sessionOf(L, 4), Body: parcelOf(L, L.Get(5), L.Get(6)),
	})
}

// post sends m, and returns its session to the script. A full mailbox is an error.
func post(L *luahost.State, to destination, m luahost.Message) int {
	switch err := to.send(luahost.ServiceOf(L), m); err {
	case nil:
		return lua54.Push(L, lua54.Int(int64(m.Session)))
	case luahost.ErrNoService:
		return 0
	default:
		lua54.Errorf(L, "%s", err.Error())
		return 0
	}
}

// call(address, typename, ...) blocks until the answer is there.
func call(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	p := lib.protocol(L, 2)
	to := destinationOf(L, 1)
	lib.traceCall(L, to)
	c := lib.request(L, 1, to, protocolID(L, p), packed(L, p, 3))
	c.proto = p
	return c.wait.ParkThen(L, (*calling)(c))
}

// rawCall(address, typename, msg, sz) is call without packing: it returns msg and sz.
func rawCall(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	p := lib.protocol(L, 2)
	to := destinationOf(L, 1)
	lib.traceCall(L, to)
	c := lib.request(L, 1, to, protocolID(L, p), parcelOf(L, L.Get(3), L.Get(4)))
	return c.wait.ParkThen(L, (*calling)(c))
}

// request sends to an address, which was argument n, for the running task, which
// is to wait for the answer then. A failure raises an error.
func (lib *library) request(L *luahost.State, n int, to destination, typ int, body *pack.Parcel) *session {
	s := lib.s
	c := &session{task: s.Current(), wait: s.NewWait(L), to: to}
	lib.open(c)
	if err := to.send(s, luahost.Message{Type: typ, Source: s.Addr(), Session: c.n, Body: body}); err != nil {
		lib.close(c)
		if err != luahost.ErrNoService {
			lua54.Errorf(L, "%s", err.Error())
		}
		lua54.Errorf(L, "call to invalid address %s", addressText(L.Get(n)))
	}
	return c
}

// calling is the session of a task in call.
type calling session

func (c *calling) Continue(L *luahost.State, _ []lua.LValue) int {
	if c.failed {
		lua54.Errorf(L, "call failed")
	}
	if c.proto != nil {
		return unpackWith(L, field(c.proto, "unpack"), c.answer)
	}
	msg, sz := visible(c.answer)
	return lua54.Push(L, msg, sz)
}

func (c *calling) Unwound() {}

// addressText is an address as skynet.address writes it.
func addressText(v lua.LValue) string {
	if i, _, kind := lua54.Num(v); kind == lua54.Integer {
		return fmt.Sprintf(":%08x", i)
	}
	text, _ := lua54.Str(v)
	return text
}
