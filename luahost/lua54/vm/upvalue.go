package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// An upvalue is open while the register it stands for is in use. A thread keeps
// its open upvalues in a list, the highest register first.

func (u *upvalue) get() lua.LValue {
	if u.closed {
		return u.value
	}
	return u.reg.array[u.index]
}

func (u *upvalue) set(v lua.LValue) {
	if u.closed {
		u.value = v
	} else {
		u.reg.array[u.index] = v
	}
}

func upvalueAt(f *lua.LFunction, i uint32) *upvalue {
	return *(**upvalue)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(f.Upvalues)), i*8))
}

// closure puts a function of p into a register; the words at captures say what
// its upvalues are.
func (t *thread) closure(cf *callFrame, to *lua.LValue, p *lua.FunctionProto, captures codeAt) {
	c := &lua.LFunction{Env: cf.Fn.Env, Proto: p}
	if n := int(p.NumUpvalues); n > 0 {
		c.Upvalues = make([]*lua.Upvalue, n)
		for i, w := range unsafe.Slice((*uint32)(captures), n) {
			if b := int(opB(w)); int(w>>opShift) == lua.OP_MOVE {
				c.Upvalues[i] = t.findUpvalue(cf.LocalBase + b).lua()
			} else {
				c.Upvalues[i] = cf.Fn.Upvalues[b]
			}
		}
	}
	*to = c
	if t.st.charge(closureSize + 8*len(c.Upvalues)) {
		t.overMemory()
	}
}

func (t *thread) findUpvalue(i int) *upvalue {
	p := &t.uvcache
	for *p != nil && (*p).index > i {
		p = &(*p).next
	}
	if *p != nil && (*p).index == i {
		return *p
	}
	u := &upvalue{next: *p, reg: t.reg, index: i}
	*p = u
	return u
}

// closeUpvalues gives the upvalues of registers from i on a place of their own.
func (t *thread) closeUpvalues(i int) {
	u := t.uvcache
	for u != nil && u.index >= i {
		u.value = u.reg.array[u.index]
		u.closed = true
		u.reg = nil
		u, u.next = u.next, nil
	}
	t.uvcache = u
}
