package skynet

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// skynet.request: several calls at once, whose answers are taken as they come.

// selection is the state of a request object, once select was called.
type selection struct {
	lib     *library
	object  *lua54.Table
	refused []lua.LValue // requests to nobody
	open    map[*session]*lua54.Table
	ready   []*session
	timer   *luahost.Timer
	timeout bool
	parked  *luahost.Wait // who waits for the next answer
}

func (*selection) String() string       { return "selection" }
func (*selection) Type() lua.LValueType { return lua.LTUserData }

// selectionKey is where an object keeps its selection.
const selectionKey = lua.LString("_selection")

func selectionOf(t *lua54.Table) *selection {
	sel, _ := t.RawGet(selectionKey).(*selection)
	return sel
}

// request(obj) makes a request object; obj, if not nil, is its first request.
func newRequest(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	if lib.requestMeta == nil {
		mt := lua54.NewTable(0, 6)
		for name, f := range requestMethods {
			mt.RawSetString(name, f)
		}
		mt.RawSetString("__index", mt)
		lib.requestMeta = mt
	}
	t := lua54.NewTable(1, 0)
	t.SetMetatable(lib.requestMeta)
	if lua.LVAsBool(L.Get(1)) {
		t.Append(lua54.CheckTable(L, 1))
	}
	return lua54.Push(L, t)
}

var requestMethods = func() map[string]*lua.LFunction {
	add, end := lua54.NewFunction(addRequest), lua54.NewFunction(closeRequest)
	return map[string]*lua.LFunction{
		"add": add, "__call": add, "close": end, "__close": end, "select": lua54.NewFunction(selectRequests),
	}
}()

// add{address, typename, ...} adds a request, and returns the object.
func addRequest(L *luahost.State) int {
	t, req := lua54.CheckTable(L, 1), lua54.CheckTable(L, 2)
	if selectionOf(t) != nil {
		lua54.Errorf(L, "the requests are sent already")
	}
	t.Append(req)
	return lua54.Push(L, t)
}

// select(centiseconds) sends all requests, and returns an iterator over them,
// each with its answer {...}, or false if that is an error, or nothing if there
// is nobody to ask. It ends when all are answered or the time is over (the
// object's field timeout is true then).
func selectRequests(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib, t := libraryOf(s), lua54.CheckTable(L, 1)
	if selectionOf(t) != nil {
		lua54.Errorf(L, "the requests are sent already")
	}
	sel := &selection{lib: lib, object: t, open: map[*session]*lua54.Table{}}
	t.RawSet(selectionKey, sel)
	for i := 1; i <= t.Len(); i++ {
		req, ok := t.RawGetInt(i).(*lua54.Table)
		if !ok {
			lua54.Errorf(L, "request %d is no table", i)
		}
		sel.send(L, req)
	}
	if L.Get(2) != lua.LNil {
		sel.timer = s.After(ticks(L, 2), func() {
			if sel.timer != nil {
				sel.timer, sel.timeout = nil, true
				t.RawSetString("timeout", lua.LTrue)
				sel.wake()
			}
		})
	}
	return lua54.Push(L, lua54.NewFunction(sel.next), lua.LNil, lua.LNil, t)
}

// send sends one request. It runs as a function of its own, whose arguments are
// those of call.
func (sel *selection) send(L *luahost.State, req *lua54.Table) {
	n := int64(req.Len())
	if v, ok := lua54.ToInt(req.RawGetString("n")); ok {
		n = v
	}
	L.Push(lua54.NewFunction(func(L *luahost.State) int {
		s := sel.lib.s
		p, to := sel.lib.protocol(L, 2), destinationOf(L, 1)
		sel.lib.traceCall(L, to)
		body := packed(L, p, 3)
		c := &session{task: s.Current(), to: to, then: sel.answered}
		sel.lib.open(c)
		switch err := to.send(s, luahost.Message{Type: protocolID(L, p), Source: s.Addr(), Session: c.n, Body: body}); err {
		case nil:
			sel.open[c] = req
		case luahost.ErrNoService:
			sel.lib.close(c)
			sel.refused = append(sel.refused, req)
		default:
			sel.lib.close(c)
			lua54.Errorf(L, "%s", err.Error())
		}
		return 0
	}))
	if n < 0 || n > 1<<16 || !lua54.CheckStack(L, int(n)) {
		lua54.Errorf(L, "too many arguments of a request")
	}
	for i := range n {
		L.Push(req.RawGetInt(int(i + 1)))
	}
	lua54.Call(L, int(n), 0)
}

func (sel *selection) answered(c *session) {
	sel.ready = append(sel.ready, c)
	sel.wake()
}

func (sel *selection) wake() {
	if w := sel.parked; w != nil {
		sel.parked = nil
		sel.lib.s.Wake(func() { w.Resume() })
	}
}

// next is the iterator of select.
func (sel *selection) next(L *luahost.State) int {
	if n := len(sel.refused); n > 0 {
		req := sel.refused[n-1]
		sel.refused = sel.refused[:n-1]
		return lua54.Push(L, req)
	}
	if len(sel.ready) == 0 {
		if len(sel.open) == 0 || sel.timeout {
			return lua54.Push(L, lua.LNil)
		}
		if sel.parked != nil && !sel.parked.Over() { // not killed
			lua54.Errorf(L, "another task waits for these requests")
		}
		w := sel.lib.s.NewWait(L)
		sel.parked = &w
		w.Park(L)
		if sel.timeout || len(sel.ready) == 0 {
			return lua54.Push(L, lua.LNil)
		}
	}
	c := sel.ready[0]
	sel.ready = sel.ready[1:]
	req := sel.open[c]
	delete(sel.open, c)
	if c.failed {
		return lua54.Push(L, req, lua.LFalse)
	}
	return lua54.Push(L, req, sel.unpack(L, req, c.answer))
}

// unpack is the table of an answer's values, with their number as n.
func (sel *selection) unpack(L *luahost.State, req *lua54.Table, body any) *lua54.Table {
	top := L.GetTop()
	p, ok := sel.lib.protocols().RawGet(req.RawGetInt(2)).(*protocol)
	if !ok {
		lua54.Errorf(L, "the request names no protocol any more")
	}
	n := unpackWith(L, field(p, "unpack"), body)
	t := lua54.NewTable(n, 1)
	for i := 1; i <= n; i++ {
		t.RawSetInt(i, L.Get(top+i))
	}
	t.RawSetString("n", lua54.Int(int64(n)))
	L.SetTop(top)
	return t
}

// close ends the selection: answers that still come are dropped.
func closeRequest(L *luahost.State) int {
	sel := selectionOf(lua54.CheckTable(L, 1))
	if sel == nil {
		return 0
	}
	for c := range sel.open {
		sel.lib.abandon(c)
	}
	clear(sel.open)
	sel.ready = nil
	if sel.timer != nil {
		sel.timer.Stop()
		sel.timer = nil
	}
	sel.wake()
	return 0
}
