package vm

import (
	"fmt"
	"iter"

	lua "github.com/yuin/gopher-lua"
)

// State is the per-LState 5.4 runtime.
type State struct {
	L       *lua.LState
	G       *Table // globals
	next    *lua.LFunction
	types   [lua.LTChannel + 1]*Table // metatables of strings, functions, ...
	udMts   map[*lua.LTable]*Table    // our side of metatables that stock libraries made
	main    *Co
	cur     *Co
	pool    []*lua.LState
	fall    *Table
	handler lua.LValue
	live    map[*Co]struct{}
}
type Co struct {
	L       *lua.LState
	fn      *lua.LFunction
	st      *State
	status  string
	prev    *Co
	next    func() (struct{}, bool)
	stop    func()
	yield   func(struct{}) bool
	xfer    []lua.LValue
	err     lua.LValue
	killed  bool
	host    bool // suspended by the host (skynet.call...), not by coroutine.yield
	handler lua.LValue
}

func (c *Co) String() string       { return fmt.Sprintf("thread: %p", c) }
func (c *Co) Type() lua.LValueType { return lua.LTThread }

func (st *State) NewCo(fn *lua.LFunction) *Co {
	return &Co{fn: fn, st: st, status: "suspended"}
}
func (c *Co) body(yield func(struct{}) bool) {
	c.yield = yield
	L := c.L
	base := L.GetTop()
	L.Push(c.fn)
	for _, a := range c.xfer {
		L.Push(a)
	}
	n := len(c.xfer)
	c.xfer = nil
	defer func() {
		if r := recover(); r != nil {
			c.status = "dead"
			if _, is := r.(*KillError); is {
				c.killed = true
				c.err = lua.LString("killed")
				return
			}
			panic(r)
		}
	}()
	e, ok := c.st.PCall(L, n, nil)
	c.status = "dead"
	if !ok {
		c.err = e
		return
	}
	for i := base + 1; i <= L.GetTop(); i++ {
		c.xfer = append(c.xfer, L.Get(i))
	}
	L.SetTop(base)
}
func ErrVal(err error) lua.LValue {
	if ae, ok := err.(*lua.ApiError); ok {
		return ae.Object
	}
	return lua.LString(err.Error())
}

// Resume transfers control; ok=false means error in vals[0].
func (st *State) Resume(c *Co, args []lua.LValue) (bool, []lua.LValue) {
	if c.status != "suspended" {
		m := "cannot resume dead coroutine"
		if c.status != "dead" {
			m = "cannot resume non-suspended coroutine"
		}
		return false, []lua.LValue{lua.LString(m)}
	}
	if c.next == nil {
		if n := len(st.pool); n > 0 {
			c.L = st.pool[n-1]
			st.pool = st.pool[:n-1]
		} else {
			c.L, _ = st.L.NewThread()
		}
		c.next, c.stop = iter.Pull(iter.Seq[struct{}](c.body))
		st.live[c] = struct{}{}
	}
	c.xfer = args
	c.prev, st.cur = st.cur, c
	c.prev.status, c.status = "normal", "running"
	h := st.handler
	st.handler = c.handler
	c.next()
	for c.host && c.prev != st.main { // host-level suspension: forward it outwards, come back in
		c.host = false
		p := c.prev
		p.host = true
		if p.prev == st.main {
			p.status = "suspended"
		}
		p.xfer = c.xfer
		hh := st.handler
		st.cur, st.handler = p, h
		if !p.yield(struct{}{}) {
			p.killed = true
			panic(&KillError{})
		}
		c.xfer, p.xfer = p.xfer, nil
		st.cur, st.handler = c, hh
		c.next()
	}
	c.host = false
	c.handler, st.handler = st.handler, h
	st.cur = c.prev
	st.cur.status = "running"
	r := c.xfer
	c.xfer = nil
	if c.status == "dead" {
		st.done(c)
		if c.err != nil {
			if c.killed {
				panic(&KillError{})
			}
			return false, []lua.LValue{c.err}
		}
	}
	return true, r
}
func (st *State) done(c *Co) {
	delete(st.live, c)
	if c.L != nil {
		if c.err == nil && len(st.pool) < 8 {
			st.pool = append(st.pool, c.L)
		}
		c.L = nil
	}
	c.stop()
}

// Yield suspends the running coroutine; callable from any depth of Go/Lua frames.
func (st *State) Yield(L *lua.LState, vals []lua.LValue) []lua.LValue {
	c := st.cur
	if c == st.main {
		L.RaiseError("attempt to yield from outside a coroutine")
	}
	c.xfer = vals
	c.status = "suspended"
	if !c.yield(struct{}{}) {
		c.killed = true
		panic(&KillError{})
	}
	r := c.xfer
	c.xfer = nil
	return r
}

// CloseAll unwinds every suspended coroutine (state shutdown).
func (st *State) CloseAll() {
	for c := range st.live {
		c.killed = true
		c.status = "dead"
		c.stop()
		delete(st.live, c)
	}
}
func args(L *lua.LState, from int) []lua.LValue {
	n := L.GetTop()
	if n < from {
		return nil
	}
	r := make([]lua.LValue, 0, n-from+1)
	for i := from; i <= n; i++ {
		r = append(r, L.Get(i))
	}
	return r
}
func push(L *lua.LState, vs []lua.LValue) int {
	for _, v := range vs {
		L.Push(v)
	}
	return len(vs)
}
func (st *State) checkCo(L *lua.LState, n int) *Co {
	c, ok := L.Get(n).(*Co)
	if !ok {
		L.ArgError(n, "coroutine expected")
	}
	return c
}

func (st *State) openCo(L *lua.LState) {
	t := NewTable(0, 0)
	st.main = &Co{L: L, st: st, status: "running"}
	st.cur = st.main
	st.live = map[*Co]struct{}{}
	fn := func(n string, f lua.LGFunction) { t.RawSetString(n, L.NewFunction(f)) }
	fn("create", func(L *lua.LState) int { L.Push(st.NewCo(L.CheckFunction(1))); return 1 })
	fn("resume", func(L *lua.LState) int {
		c := st.checkCo(L, 1)
		ok, vs := st.Resume(c, args(L, 2))
		L.Push(lua.LBool(ok))
		return 1 + push(L, vs)
	})
	fn("yield", func(L *lua.LState) int { return push(L, st.Yield(L, args(L, 1))) })
	fn("wrap", func(L *lua.LState) int {
		c := st.NewCo(L.CheckFunction(1))
		L.Push(L.NewFunction(func(L *lua.LState) int {
			ok, vs := st.Resume(c, args(L, 1))
			if !ok {
				if s, is := vs[0].(lua.LString); is {
					L.Error(lua.LString(L.Where(1)+" "+string(s)), 0)
				}
				L.Error(vs[0], 0)
			}
			return push(L, vs)
		}))
		return 1
	})
	fn("running", func(L *lua.LState) int { L.Push(st.cur); L.Push(lua.LBool(st.cur == st.main)); return 2 })
	fn("isyieldable", func(L *lua.LState) int { L.Push(lua.LBool(st.cur != st.main)); return 1 })
	fn("status", func(L *lua.LState) int { L.Push(lua.LString(st.checkCo(L, 1).status)); return 1 })
	fn("close", func(L *lua.LState) int {
		c := st.checkCo(L, 1)
		if c.status != "suspended" && c.status != "dead" {
			L.RaiseError("cannot close a %s coroutine", c.status)
		}
		if c.status == "suspended" && c.next != nil {
			c.killed = true
			st.prevKill(c)
		}
		c.status = "dead"
		if c.err != nil && !c.killed {
			L.Push(lua.LFalse)
			L.Push(c.err)
			c.err = nil
			return 2
		}
		L.Push(lua.LTrue)
		return 1
	})
	st.G.RawSetString("coroutine", t)
}
func (st *State) prevKill(c *Co) {
	c.stop()
	delete(st.live, c)
}

// Open54Bare installs only the coroutine runtime (benchmarks).
func Open54Bare(L *lua.LState) *State {
	st := &State{L: L}
	st.bridge(L)
	st.openCo(L)
	return st
}

// HostYield suspends the whole session (every nested coroutine) back to the Go scheduler
// that resumed the outermost coroutine; legal at any depth of pcall/metamethod/callback/coroutine.
func (st *State) HostYield(L *lua.LState, vals []lua.LValue) []lua.LValue {
	c := st.cur
	if c == st.main {
		L.RaiseError("attempt to block outside a session")
	}
	c.host = true
	st2 := c.status
	r := st.yieldRaw(c, vals)
	c.status = st2
	return r
}
func (st *State) yieldRaw(c *Co, vals []lua.LValue) []lua.LValue {
	c.xfer = vals
	if c.prev == st.main {
		c.status = "suspended"
	}
	if !c.yield(struct{}{}) {
		c.killed = true
		panic(&KillError{})
	}
	r := c.xfer
	c.xfer = nil
	return r
}

func (c *Co) Dead() bool { return c.status == "dead" }
