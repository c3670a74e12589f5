package vm

import (
	"sync/atomic"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// ---- the two anchors in gopher-lua's own structs ----
// LFunction.Env is a *lua.LTable: an empty one whose Metatable field holds our
// globals. Global.Registry's Metatable field holds the State.

func (st *State) String() string       { return "state" }
func (st *State) Type() lua.LValueType { return lua.LTUserData }

func stateOf(L *lua.LState) *State  { return L.G.Registry.Metatable.(*State) }
func envOf(f *lua.LFunction) *Table { return f.Env.Metatable.(*Table) }
func anchor(t *Table) *lua.LTable   { return &lua.LTable{Metatable: t} }

// metaTable is the metatable of any value, or nil.
func metaTable(L *lua.LState, v lua.LValue) *Table {
	switch x := v.(type) {
	case *Table:
		return x.meta
	case *lua.LUserData:
		switch m := x.Metatable.(type) {
		case *Table:
			return m
		case *lua.LTable: // made by a stock library
			return stateOf(L).convert(m)
		}
		return nil
	case lua.LNumber, LInt, LFloat:
		return stateOf(L).types[lua.LTNumber]
	}
	return stateOf(L).types[v.Type()]
}

func meta(L *lua.LState, v lua.LValue, ev string) lua.LValue {
	if mt := metaTable(L, v); mt != nil {
		return mt.RawGetString(ev)
	}
	return lua.LNil
}

func metaN(L *lua.LState, v lua.LValue, ev int) lua.LValue {
	if mt := metaTable(L, v); mt != nil {
		return mt.metamethod(ev)
	}
	return lua.LNil
}

// call is L.Call for any callable value: core's metaCall knows only *lua.LTable.
func call(L *lua.LState, nargs, nret int) {
	rg := regOf(L)
	at := rg.top - nargs - 1
	if _, ok := rg.array[at].(*lua.LFunction); !ok {
		nargs += resolveCall(L, at, at+1+nargs)
	}
	L.Call(nargs, nret)
}

// resolveCall puts the __call function in front of the value at register `at`
// (top: the register behind the last argument) and returns how many arguments came in.
func resolveCall(L *lua.LState, at, top int) int {
	n := 0
	for {
		v := regOf(L).array[at]
		if _, ok := v.(*lua.LFunction); ok {
			return n
		}
		h := metaN(L, v, mCall)
		if h == lua.LNil || n > 100 {
			L.RaiseError("attempt to call a %s value%s", typeName(L, v), varInfo(L, v))
		}
		setReg(L, top, lua.LNil)
		a := regOf(L).array
		copy(a[at+1:top+1], a[at:top])
		a[at] = h
		top++
		n++
	}
}

func opCall(orig instFunc) instFunc {
	return func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		if atomic.LoadInt32(IntrFlag(L)) != 0 {
			interrupted(L)
		}
		rg := regOf(L)
		at := cfOf(L).LocalBase + int(inst>>18)&0xff
		if _, ok := rg.array[at].(*lua.LFunction); !ok {
			if b := int(inst & 0x1ff); b == 0 {
				resolveCall(L, at, rg.top)
			} else {
				inst += uint32(resolveCall(L, at, at+b)) // B counts the arguments
			}
		}
		return orig(L, inst, base)
	}
}

// ---- get and set ----

func index(L *lua.LState, o, k lua.LValue) lua.LValue {
	cur := o
	for n := 0; n < 2000; n++ {
		var h lua.LValue
		if t, ok := cur.(*Table); ok {
			v := t.RawGet(k)
			if v != lua.LNil || t.meta == nil {
				return v
			}
			if h = t.meta.metamethod(mIndex); h == lua.LNil {
				return v
			}
		} else if h = metaN(L, cur, mIndex); h == lua.LNil {
			L.RaiseError("attempt to index a %s value%s", typeName(L, cur), varInfo(L, cur))
		}
		if f, ok := h.(*lua.LFunction); ok {
			return callMeta2(L, f, cur, k)
		}
		cur = h
	}
	L.RaiseError("'__index' chain too long; possible loop")
	return nil
}

func setIndex(L *lua.LState, o, k, v lua.LValue) {
	cur := o
	for n := 0; n < 2000; n++ {
		var h lua.LValue
		if t, ok := cur.(*Table); ok {
			if t.meta == nil || t.RawGet(k) != lua.LNil {
				RawSet(L, t, k, v)
				return
			}
			if h = t.meta.metamethod(mNewindex); h == lua.LNil {
				RawSet(L, t, k, v)
				return
			}
		} else if h = metaN(L, cur, mNewindex); h == lua.LNil {
			L.RaiseError("attempt to index a %s value%s", typeName(L, cur), varInfo(L, cur))
		}
		if f, ok := h.(*lua.LFunction); ok {
			L.Push(f)
			L.Push(cur)
			L.Push(k)
			L.Push(v)
			L.Call(3, 0)
			return
		}
		cur = h
	}
	L.RaiseError("'__newindex' chain too long; possible loop")
}

func opGetTable(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	o := rg.array[cf.LocalBase+int(inst&0x1ff)]
	k := rk(rg, cf, int(inst>>9)&0x1ff)
	ra := cf.LocalBase + int(inst>>18)&0xff
	if t, ok := o.(*Table); ok {
		if n, ok := k.(lua.LNumber); ok {
			if i := int(n); uint(i-1) < uint(len(t.arr)) && lua.LNumber(i) == n {
				if v := t.arr[i-1]; v != lua.LNil || t.meta == nil {
					setReg(L, ra, v)
					return 0
				}
			}
		}
	}
	if f, ok := k.(LFloat); ok {
		k = Key(f)
	}
	setReg(L, ra, index(L, o, k))
	return 0
}

// getStr is o[k] for a constant string k.
func getStr(L *lua.LState, o, k lua.LValue) lua.LValue {
	for cur, n := o, 0; n < 100; n++ {
		t, ok := cur.(*Table)
		if !ok {
			break
		}
		if e := t.findConst(k); e >= 0 {
			if v := t.ents[e].val; v != nil {
				return v
			}
		}
		if t.meta == nil {
			return lua.LNil
		}
		h := t.meta.metamethod(mIndex)
		if h == lua.LNil {
			return h
		}
		if f, ok := h.(*lua.LFunction); ok {
			return callMeta2(L, f, cur, k)
		}
		cur = h
	}
	return index(L, o, k)
}

func opGetTableKS(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	o := rg.array[cf.LocalBase+int(inst&0x1ff)]
	k := rk(rg, cf, int(inst>>9)&0x1ff)
	setReg(L, cf.LocalBase+int(inst>>18)&0xff, getStr(L, o, k))
	return 0
}

func opSelf(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	o := rg.array[cf.LocalBase+int(inst&0x1ff)]
	k := rk(rg, cf, int(inst>>9)&0x1ff)
	ra := cf.LocalBase + int(inst>>18)&0xff
	v := getStr(L, o, k)
	setReg(L, ra, v)
	setReg(L, ra+1, o)
	return 0
}

func opSetTable(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	o := rg.array[cf.LocalBase+int(inst>>18)&0xff]
	k := rk(rg, cf, int(inst&0x1ff))
	v := rk(rg, cf, int(inst>>9)&0x1ff)
	if t, ok := o.(*Table); ok && t.meta == nil {
		if n, ok := k.(lua.LNumber); ok {
			if i := int(n); i > 0 && lua.LNumber(i) == n {
				t.setInt(i, k, v)
				return 0
			}
		}
		RawSet(L, t, k, v)
		return 0
	}
	if f, ok := k.(LFloat); ok {
		k = Key(f)
	}
	setIndex(L, o, k, v)
	return 0
}

func opSetTableKS(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	o := rg.array[cf.LocalBase+int(inst>>18)&0xff]
	k := rk(rg, cf, int(inst&0x1ff))
	v := rk(rg, cf, int(inst>>9)&0x1ff)
	if t, ok := o.(*Table); ok {
		// overwriting a live field needs neither metatable nor bookkeeping (except in metatables)
		e := t.findConst(k)
		if v != lua.LNil && e >= 0 && t.ents[e].val != nil && (t.aux == nil || !t.aux.hasCache()) {
			t.ents[e].val = v
			return 0
		}
		if t.meta == nil {
			if t.aux != nil && t.aux.frozen {
				t.thaw()
			}
			t.setFound(e, k, v)
			return 0
		}
	}
	setIndex(L, o, k, v)
	return 0
}

func opGetGlobal(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	cf := cfOf(L)
	v := getStr(L, envOf(cf.Fn), cf.Fn.Proto.Constants[inst&0x3ffff])
	setReg(L, cf.LocalBase+int(inst>>18)&0xff, v)
	return 0
}

func opSetGlobal(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	cf := cfOf(L)
	k, v := cf.Fn.Proto.Constants[inst&0x3ffff], regOf(L).array[cf.LocalBase+int(inst>>18)&0xff]
	if t := envOf(cf.Fn); t.meta == nil {
		t.setHash(k, v)
	} else {
		setIndex(L, t, k, v)
	}
	return 0
}

func opNewTable(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	setReg(L, cfOf(L).LocalBase+int(inst>>18)&0xff, NewTable(fb2int(int(inst&0x1ff)), fb2int(int(inst>>9)&0x1ff)))
	return 0
}

// fb2int undoes the compiler's int2Fb (core's own NEWTABLE forgets to).
func fb2int(x int) int {
	if x < 8 {
		return x
	}
	return (x&7 + 8) << (x>>3 - 1)
}

// fixSetList writes the batch numbers that the compiler leaves 0 behind 511.
func fixSetList(p *lua.FunctionProto) {
	batch := map[uint32]uint32{}
	for pc := 0; pc < len(p.Code); pc++ {
		w := p.Code[pc]
		switch a := w >> 18 & 0xff; int(w >> 26) {
		case lua.OP_NEWTABLE:
			batch[a] = 0
		case lua.OP_SETLIST:
			batch[a]++
			if w>>9&0x1ff == 0 {
				pc++
				p.Code[pc] = batch[a]
			}
		case lua.OP_CLOSURE:
			pc += int(p.FunctionPrototypes[w&0x3ffff].NumUpvalues)
		}
	}
}

func opSetList(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	ra := cf.LocalBase + int(inst>>18)&0xff
	n, c := int(inst&0x1ff), int(inst>>9)&0x1ff
	if c == 0 {
		c = int(cf.Fn.Proto.Code[cf.Pc])
		cf.Pc++
	}
	if n == 0 {
		n = rg.top - ra - 1
	}
	rg.array[ra].(*Table).setList((c-1)*lua.FieldsPerFlush, rg.array[ra+1:ra+1+n])
	return 0
}

// setList stores the positional items of a constructor behind the first `off`.
func (t *Table) setList(off int, vs []lua.LValue) {
	for len(vs) > 0 && vs[len(vs)-1] == lua.LNil {
		vs = vs[:len(vs)-1]
	}
	if len(vs) == 0 {
		return
	}
	if len(t.ents) > 0 { // {[2]="x", 1}: rare
		for i, v := range vs {
			t.setInt(off+i+1, nil, v)
		}
		return
	}
	for len(t.arr) < off {
		t.arr = append(t.arr, lua.LNil)
	}
	t.arr = append(t.arr[:off], vs...)
}

func opLen(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	v := rg.array[cf.LocalBase+int(inst&0x1ff)]
	ra := cf.LocalBase + int(inst>>18)&0xff
	if t, ok := v.(*Table); ok && (t.meta == nil || t.meta.metamethod(mLen) == lua.LNil) {
		setReg(L, ra, lnumber2I(rg.alloc, lua.LNumber(t.Len())))
		return 0
	}
	setReg(L, ra, lenValue(L, v))
	return 0
}

// lenValue is #v for anything.
func lenValue(L *lua.LState, v lua.LValue) lua.LValue {
	if s, ok := v.(lua.LString); ok {
		return lua.LNumber(len(s))
	}
	if h := metaN(L, v, mLen); h != lua.LNil {
		return callMeta2(L, h, v, v)
	}
	if t, ok := v.(*Table); ok {
		return lua.LNumber(t.Len())
	}
	L.RaiseError("attempt to get length of a %s value%s", typeName(L, v), varInfo(L, v))
	return nil
}

// opTForLoop walks a table without calling next, and calls callable iterators.
func opTForLoop(orig instFunc) instFunc {
	return func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		rg, cf := regOf(L), cfOf(L)
		ra := cf.LocalBase + int(inst>>18)&0xff
		f, ok := rg.array[ra].(*lua.LFunction)
		if ok && f.IsG && f == stateOf(L).next {
			if t, ok := rg.array[ra+1].(*Table); ok {
				return forNext(L, rg, cf, t, ra, int(inst>>9)&0x1ff)
			}
		}
		if !ok {
			return forCallable(L, cf, ra, int(inst>>9)&0x1ff)
		}
		return orig(L, inst, base)
	}
}

func forNext(L *lua.LState, rg *registry, cf *callFrame, t *Table, ra, nret int) int {
	p := 0
	if k := rg.array[ra+2]; k != lua.LNil {
		if p = t.after(k); p < 0 {
			L.RaiseError("invalid key to 'next'")
		}
	}
	var k, v lua.LValue = lua.LNil, lua.LNil
	for ; p < len(t.arr); p++ {
		if v = t.arr[p]; v != lua.LNil {
			k = lnumber2I(rg.alloc, lua.LNumber(p+1))
			break
		}
	}
	if k == lua.LNil {
		_, k, v = t.step(p)
	}
	if k == lua.LNil {
		cf.Pc++
		return 0
	}
	setReg(L, ra+2, k)
	setReg(L, ra+3, k)
	if nret > 1 {
		setReg(L, ra+4, v)
		for i := 2; i < nret; i++ {
			setReg(L, ra+3+i, lua.LNil)
		}
	}
	w := cf.Fn.Proto.Code[cf.Pc]
	cf.Pc += int(w&0x3ffff) - (1<<18-1)>>1 + 1
	return 0
}

func forCallable(L *lua.LState, cf *callFrame, ra, nret int) int {
	rg := regOf(L)
	rg.top = ra + 6
	setReg(L, ra+5, rg.array[ra+2])
	setReg(L, ra+4, rg.array[ra+1])
	setReg(L, ra+3, rg.array[ra])
	rg.top = ra + 6
	call(L, 2, nret)
	rg = regOf(L)
	if v := rg.array[ra+3]; v != lua.LNil {
		rg.array[ra+2] = v
		w := cf.Fn.Proto.Code[cf.Pc]
		cf.Pc += int(w&0x3ffff) - (1<<18-1)>>1
	}
	cf.Pc++
	return 0
}

// ---- stock libraries that stay (os, io, debug, package): their tables are copied once ----

// bridge makes the globals of L ours.
func (st *State) bridge(L *lua.LState) *Table {
	st.udMts = map[*lua.LTable]*Table{}
	old := L.G.Global
	G := st.convert(old)
	st.G = G
	*old = lua.LTable{Metatable: G}
	L.G.Registry.Metatable = st
	for _, n := range []string{"setfenv", "getfenv", "unpack", "module", "loadstring", "newproxy", "_printregs"} {
		G.RawSetString(n, lua.LNil)
	}
	fn := func(n string, f lua.LGFunction) { G.RawSetString(n, L.NewFunction(f)) }
	fn("setmetatable", func(L *lua.LState) int {
		t := ckTab(L, 1)
		m, _ := L.Get(2).(*Table)
		if m == nil && L.Get(2) != lua.LNil {
			typeErr(L, 2, "nil or table")
		}
		if t.meta != nil && t.meta.RawGetString("__metatable") != lua.LNil {
			L.RaiseError("cannot change a protected metatable")
		}
		t.meta = m
		L.Push(t)
		return 1
	})
	fn("getmetatable", func(L *lua.LState) int {
		m := metaTable(L, L.CheckAny(1))
		if m == nil {
			L.Push(lua.LNil)
		} else if p := m.RawGetString("__metatable"); p != lua.LNil {
			L.Push(p)
		} else {
			L.Push(m)
		}
		return 1
	})
	if db, ok := G.RawGetString("debug").(*Table); ok {
		db.RawSetString("getmetatable", L.NewFunction(func(L *lua.LState) int {
			if m := metaTable(L, L.CheckAny(1)); m != nil {
				L.Push(m)
			} else {
				L.Push(lua.LNil)
			}
			return 1
		}))
		db.RawSetString("setmetatable", L.NewFunction(func(L *lua.LState) int {
			m, _ := L.Get(2).(*Table)
			switch x := L.Get(1).(type) {
			case *Table:
				x.meta = m
			case *lua.LUserData:
				x.Metatable = m
			default:
				stateOf(L).types[x.Type()] = m
			}
			L.SetTop(1)
			return 1
		}))
		st.wrap(L, db, "getinfo")
	}
	if o, ok := G.RawGetString("os").(*Table); ok {
		st.wrap(L, o, "date")
		st.wrap(L, o, "time")
	}
	return G
}

// wrap adapts a stock function: our tables go in as shallow stock copies, stock tables come out as ours.
func (st *State) wrap(L *lua.LState, lib *Table, name string) {
	f := lib.RawGetString(name).(*lua.LFunction).GFunction
	lib.RawSetString(name, L.NewFunction(func(L *lua.LState) int {
		for i := 1; i <= L.GetTop(); i++ {
			if t, ok := L.Get(i).(*Table); ok {
				c := L.CreateTable(0, 0)
				for p, k, v := t.step(0); p >= 0; p, k, v = t.step(p) {
					c.RawSet(k, v)
				}
				L.Replace(i, c)
			}
		}
		n := f(L)
		for i := 0; i < n; i++ {
			if t, ok := L.Get(-1 - i).(*lua.LTable); ok {
				st := stateOf(L)
				L.Replace(-1-i, st.convert(t))
				delete(st.udMts, t)
			}
		}
		return n
	}))
}

// convert copies a stock table once, deeply.
func (st *State) convert(o *lua.LTable) *Table {
	if t := st.udMts[o]; t != nil {
		return t
	}
	t := NewTable(0, 0)
	st.udMts[o] = t
	conv := func(v lua.LValue) lua.LValue {
		if x, ok := v.(*lua.LTable); ok {
			return st.convert(x)
		}
		return v
	}
	o.ForEach(func(k, v lua.LValue) { t.set(conv(k), conv(v)) })
	if m, ok := o.Metatable.(*lua.LTable); ok {
		t.meta = st.convert(m)
	}
	return t
}

// Globals is the table that holds a state's globals.
func Globals(L *lua.LState) *Table { return stateOf(L).G }
