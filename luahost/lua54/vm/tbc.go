package vm

import lua "github.com/yuin/gopher-lua"

// To-be-closed variables: a thread lists the registers that hold one, in
// rising order. Leaving a block (CLOSE), a function (RETURN), a protected call
// or a fiber closes those above its mark, the last first.

func (t *thread) hasTBC(from int) bool {
	n := len(t.tbc)
	return n > 0 && t.tbc[n-1] >= from
}

// markTBC makes register i to be closed.
func (t *thread) markTBC(i int, isFor bool) {
	v := t.reg.array[i]
	if v == lua.LNil || v == lua.LFalse {
		return
	}
	if t.metamethod(v, mClose) == lua.LNil {
		name := "?"
		if cf := t.currentFrame; isFor {
			name = "(for state)"
		} else if s := localName(cf.Fn.Proto, i-cf.LocalBase, cf.Pc); s != "" {
			name = s
		}
		t.errorf("variable '%s' got a non-closable value", name)
	}
	t.tbc = append(t.tbc, i)
}

// closeTBC closes the variables in registers from on, whose upvalues have been
// closed. An error ends it, and is seen by those that are left through the
// protected call it meets.
func (t *thread) closeTBC(from int) {
	for t.hasTBC(from) {
		n := len(t.tbc) - 1
		i := t.tbc[n]
		t.tbc = t.tbc[:n]
		t.callClose(t.reg.array[i], lua.LNil)
	}
}

func (t *thread) callClose(v, err lua.LValue) {
	h := t.metamethod(v, mClose)
	if h == lua.LNil {
		t.errorf("attempt to call a nil value (metamethod 'close')")
	}
	rg := t.reg
	top := rg.top
	t.grow(top + 3 + slack)
	rg.array[top], rg.array[top+1], rg.array[top+2] = h, v, err
	rg.top = top + 3
	t.call(2, 0)
	rg.top = top
}

// closeAfter closes the variables in registers from on after error err; an
// error of theirs takes its place.
func (t *thread) closeAfter(from int, err lua.LValue) lua.LValue {
	t.closeUpvalues(from)
	for t.hasTBC(from) {
		n := len(t.tbc) - 1
		i := t.tbc[n]
		t.tbc = t.tbc[:n]
		rg := t.reg
		rg.top = i + 1
		h := t.metamethod(rg.array[i], mClose)
		t.grow(i + 4 + slack)
		e := err
		if e == nil {
			e = lua.LNil
		}
		rg.array[i+1], rg.array[i+2], rg.array[i+3] = h, rg.array[i], e
		rg.top = i + 4
		if e, ok := t.pcall(2, nil); !ok {
			err = e
		}
	}
	return err
}
