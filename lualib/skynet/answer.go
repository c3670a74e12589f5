package skynet

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
)

// request is the message that a task handles.
type request struct {
	lib     *library
	session int
	source  uint32
	open    bool // neither answered nor ignored yet
	size    int
	body    any // until the handler has it
	handler lua.LValue
}

// A request is a value of Lua between functions of ours.
func (*request) String() string       { return "request" }
func (*request) Type() lua.LValueType { return lua.LTUserData }

// TaskEnded sees to it that who asked isn't left waiting, where skynet does so.
func (r *request) TaskEnded(t *luahost.Task, err error) {
	waits := r.open && r.session != 0
	s := r.lib.s
	switch {
	case err == nil:
		if waits {
			s.Log(fmt.Sprintf("Maybe forgot response session %d from :%08x : %s", r.session, r.source, definition(r.handler)))
			r.lib.forgot(r.source)
		}
		r.lib.traceTask(t, "end")
		return
	case waits:
		r.lib.traceTask(t, "error")
		r.lib.refuse(r.source, r.session)
	}
	s.LogFailed(r.source, r.session, r.size, err)
}

// origin is the message that the service works on.
type origin struct {
	source        uint32
	session, size int
}

// background owns the tasks that handle no message: forks and timeouts.
type background library

func (b *background) TaskEnded(t *luahost.Task, err error) {
	lib := (*library)(b)
	if err == nil {
		lib.traceTask(t, "end")
	}
	lib.s.LogFailed(lib.origin.source, lib.origin.session, lib.origin.size, err)
}

// definition is where a function is in the source.
func definition(f lua.LValue) string {
	if fn, ok := f.(*lua.LFunction); ok && !fn.IsG {
		return fmt.Sprintf("%s:%d", fn.Proto.SourceName, fn.Proto.LineDefined)
	}
	return "=[C]:-1"
}

// forgot remembers who waits for an answer that no task will give: the end of
// the service will be the answer.
func (lib *library) forgot(source uint32) {
	if lib.forgotten == nil {
		lib.forgotten = map[uint32]struct{}{}
	}
	if len(lib.forgotten) > maxForgotten {
		for addr := range lib.forgotten {
			if lib.s.Host().Service(addr) == nil {
				delete(lib.forgotten, addr)
			}
		}
	}
	lib.forgotten[source] = struct{}{}
}

// maxForgotten is how many may be remembered before the dead are looked for.
const maxForgotten = 1000

// leave tells of the service's end: those who wait for answers, and those whose
// answers it waits for.
func (lib *library) leave() {
	h := lib.s.Host()
	for r := range lib.responses {
		lib.refuse(r.source, r.session)
	}
	tell := lib.forgotten
	if tell == nil {
		tell = map[uint32]struct{}{}
	}
	for _, c := range lib.sessions {
		if c.to.addr != 0 {
			tell[c.to.addr] = struct{}{}
		}
	}
	for addr := range tell {
		h.Send(addr, luahost.Message{Type: luahost.TypeError, Source: lib.s.Addr()})
	}
}

// current is the request of the running task, or nil.
func current(L *luahost.State) *request {
	r, _ := luahost.ServiceOf(L).CurrentOwner().(*request)
	return r
}

// ret(msg, sz) answers the request that the running task handles. It returns
// true if somebody gets the answer.
func ret(L *luahost.State) int {
	r := unanswered(L)
	r.lib.traceOf(r.lib.s.CurrentLabel(), "response")
	body := pack.OfBytes("")
	if L.Get(1) != lua.LNil {
		body = parcelOf(L, L.Get(1), L.Get(2))
	}
	return lua54.Push(L, lua.LBool(r.answer(body)))
}

// retPack(...) is ret(pack(...)).
func retPack(L *luahost.State) int {
	body := pack.Copy(L, 1)
	r := unanswered(L)
	r.lib.traceOf(r.lib.s.CurrentLabel(), "response")
	return lua54.Push(L, lua.LBool(r.answer(body)))
}

func unanswered(L *luahost.State) *request {
	r := current(L)
	if r == nil || !r.open {
		lua54.Errorf(L, "No session")
	}
	return r
}

// answer sends the answer, if one was asked for, and reports whether somebody
// gets it.
func (r *request) answer(body *pack.Parcel) bool {
	s := r.lib.s
	r.open = false
	return r.session != 0 && s.Send(r.source, luahost.Message{Type: luahost.TypeResponse, Source: s.Addr(), Session: r.session, Body: body}) == nil
}

// ignoreRet takes the request as answered.
func ignoreRet(L *luahost.State) int {
	if r := current(L); r != nil {
		r.open = false
	}
	return 0
}

// context returns the session and the source of the request; no session if it
// is answered.
func context(L *luahost.State) int {
	r := current(L)
	if r == nil {
		return lua54.Push(L, lua.LNil, lua.LNil)
	}
	session := lua.LValue(lua.LNil)
	if r.open {
		session = lua54.Int(int64(r.session))
	}
	return lua54.Push(L, session, lua54.Int(int64(r.source)))
}

func genID(L *luahost.State) int {
	return lua54.Push(L, lua54.Int(int64(libraryOf(luahost.ServiceOf(L)).newSession())))
}

// responder answers a request later.
type responder struct {
	lib     *library
	session int
	source  uint32
	pack    lua.LValue
	used    bool
}

// response(pack) returns a function that answers the request at any time:
// (true, ...) with values, (false) with an error, ("TEST") tells whether who
// asked is still there.
func response(L *luahost.State) int {
	p := L.Get(1)
	if !lua.LVAsBool(p) {
		p = packFunc
	}
	r := current(L)
	if r == nil || !r.open {
		lua54.Errorf(L, "no session")
	}
	r.open = false
	if r.session == 0 {
		return lua54.Push(L, lua54.NewFunction(func(*luahost.State) int { return 0 }))
	}
	re := &responder{lib: r.lib, session: r.session, source: r.source, pack: p}
	if r.lib.responses == nil {
		r.lib.responses = map[*responder]struct{}{}
	}
	r.lib.responses[re] = struct{}{}
	return lua54.Push(L, lua54.NewFunction(re.call))
}

func (re *responder) call(L *luahost.State) int {
	_, waits := re.lib.responses[re]
	if L.Get(1) == lua.LValue(lua.LString("TEST")) {
		return lua54.Push(L, lua.LBool(waits))
	}
	if re.used {
		lua54.Errorf(L, "Can't response more than once")
	}
	sent := false
	if waits {
		s := re.lib.s
		m := luahost.Message{Type: luahost.TypeError, Source: s.Addr(), Session: re.session}
		if lua.LVAsBool(L.Get(1)) {
			m.Type, m.Body = luahost.TypeResponse, packWith(L, re.pack, 2)
		}
		delete(re.lib.responses, re)
		sent = s.Send(re.source, m) == nil
	}
	re.used = true
	return lua54.Push(L, lua.LBool(sent))
}
