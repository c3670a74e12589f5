package skynet

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
)

// arriver is a body that is told when its service has got to it.
type arriver interface{ Arrive() }

// receive is what each message goes through first.
func (lib *library) receive(m *luahost.Message) {
	if m.Type == luahost.TypeSocket {
		if b, ok := m.Body.(arriver); ok {
			b.Arrive()
		}
	}
	lib.origin = origin{m.Source, m.Session, sizeOf(m.Body)}
	if lib.forward != nil {
		if typ, ok := lua54.ToInt(lib.forward.RawGetInt(m.Type)); ok {
			m = &luahost.Message{Type: int(typ), Source: m.Source, Session: m.Session, Body: m.Body}
		}
	}
	if !lib.intercept(m) {
		lib.dispatch(m)
	}
}

// dispatch gives a message to who waits for it, or to its handler (skynet.lua,
// dispatch_message).
func (lib *library) dispatch(m *luahost.Message) {
	switch m.Type {
	case luahost.TypeResponse:
		if !lib.answered(m.Session, m.Body, false) {
			lib.strange(m, 1, "")
		}
		return
	case luahost.TypeError:
		if p, ok := lib.protocols().RawGetInt(m.Type).(*protocol); ok && field(p, "dispatch") == lua.LValue(errorDispatch) {
			lib.errorFrom(m.Session, m.Source)
			return
		}
	}
	p, ok := lib.protocols().RawGetInt(m.Type).(*protocol)
	switch {
	case ok:
		if f := field(p, "dispatch"); lua.LVAsBool(f) {
			lib.begin(m, p, f)
			return
		}
	case m.Type == typeTrace:
		lib.traceNext(m)
		return
	}
	delete(lib.traced, m.Source)
	if m.Session != 0 {
		if asks(m) {
			lib.refuse(m.Source, m.Session)
		}
		return
	}
	name := fmt.Sprint(m.Type)
	if ok {
		name = lua.LVAsString(field(p, "name"))
	}
	lib.strange(m, 0, name)
}

// asks tells whether a message's session is one to answer. An error answered
// with an error could go on for ever, even within one service.
func asks(m *luahost.Message) bool {
	return m.Type != luahost.TypeError && m.Type != luahost.TypeResponse
}

// refuse answers a request with an error.
func (lib *library) refuse(source uint32, session int) {
	lib.s.Host().Send(source, luahost.Message{Type: luahost.TypeError, Source: lib.s.Addr(), Session: session})
}

// errorFrom takes an error in: of a request, or (session 0) the end of a service.
func (lib *library) errorFrom(session int, source uint32) {
	if session == 0 {
		lib.down(destination{addr: source})
	} else {
		lib.answered(session, nil, true)
	}
}

// errorDispatch is the handler of the protocol "error", for scripts that call it.
var errorDispatch = &lua.LFunction{IsG: true}

func init() { errorDispatch.GFunction = dispatchError }

func dispatchError(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	session, source := int(lua54.CheckInt(L, 1)), uint32(lua54.CheckInt(L, 2))
	lib := libraryOf(s)
	s.Wake(func() { lib.errorFrom(session, source) })
	return 0
}

// begin starts the task of a message's handler.
func (lib *library) begin(m *luahost.Message, p *protocol, f lua.LValue) {
	r := &request{lib: lib, session: m.Session, source: m.Source, open: asks(m), handler: f, body: m.Body, size: sizeOf(m.Body)}
	var t *luahost.Task
	if unpack := field(p, "unpack"); unpack == lua.LValue(unpackFunc) {
		t = lib.s.NewBrief(r, handOver, f, r)
	} else {
		session, source := lua54.Int(int64(m.Session)), lua54.Int(int64(m.Source))
		msg, sz := visible(m.Body)
		t = lib.s.NewBrief(r, unpackAndHandle, f, session, source, unpack, msg, sz)
	}
	lib.traceRequest(t, m.Source, p)
	t.Begin()
}

// handOver(f, request) calls f with the session, the source and the values of a
// message.
var handOver = lua54.NewFunction(func(L *luahost.State) int {
	r := L.Get(2).(*request)
	body := r.body
	r.body = nil
	L.SetTop(1)
	lua54.Push(L, lua54.Int(int64(r.session)), lua54.Int(int64(r.source)))
	pushUnpacked(L, body)
	return lua54.CallThen(L)
})

// unpackAndHandle(f, session, source, unpack, msg, sz) calls f with what unpack gives.
var unpackAndHandle = lua54.NewFunction(func(L *luahost.State) int {
	lua54.Call(L, 2, lua.MultRet)
	return lua54.CallThen(L)
})

// strange is a message that nobody is there for: a request (kind 0) or an
// answer (kind 1).
func (lib *library) strange(m *luahost.Message, kind int, name string) {
	r := &request{lib: lib, source: m.Source, session: m.Session, size: sizeOf(m.Body)}
	f := lib.unknown[kind]
	if f == nil {
		f = unknownHandlers[kind]
	}
	r.handler = f
	msg, sz := visible(m.Body)
	t := lib.s.NewTask(f, lua54.Int(int64(m.Session)), lua54.Int(int64(m.Source)), msg, sz, lua.LString(name))
	t.SetOwner(r)
	t.Begin()
}

func sizeOf(body any) int {
	if p, ok := body.(*pack.Parcel); ok {
		return p.Len()
	}
	return 0
}

// unknownHandlers are those that scripts may replace.
var unknownHandlers = [2]lua.LValue{
	lua54.NewFunction(func(L *luahost.State) int {
		s := luahost.ServiceOf(L)
		s.Log(fmt.Sprintf("Unknown request (%s): %s", lua.LVAsString(L.Get(5)), shown(L, 3)))
		return unknownSession(L)
	}),
	lua54.NewFunction(func(L *luahost.State) int {
		s := luahost.ServiceOf(L)
		s.Log("Response message : " + shown(L, 3))
		return unknownSession(L)
	}),
}

// shown is the bytes of the message that is argument n, or what it is if it has none.
func shown(L *luahost.State, n int) string {
	switch v := L.Get(n).(type) {
	case *pack.Ref, lua54.Light:
	default:
		if v.Type() == lua.LTUserData { // of a module of ours
			return v.String()
		}
	}
	return bytesOf(L, n)
}

func unknownSession(L *luahost.State) int {
	lua54.Errorf(L, "Unknown session : %d from %x", lua54.CheckInt(L, 1), lua54.CheckInt(L, 2))
	return 0
}

// dispatchUnknownRequest(f) has f called with requests that nobody handles, and
// returns who was before.
func dispatchUnknownRequest(L *luahost.State) int { return setUnknown(L, 0) }

func dispatchUnknownResponse(L *luahost.State) int { return setUnknown(L, 1) }

func setUnknown(L *luahost.State, kind int) int {
	lib := libraryOf(luahost.ServiceOf(L))
	old := lib.unknown[kind]
	if old == nil {
		old = unknownHandlers[kind]
	}
	lib.unknown[kind] = L.Get(1)
	if L.Get(1) == lua.LNil {
		lib.unknown[kind] = nil
	}
	return lua54.Push(L, old)
}
