package vm

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"
)

// memory counts what a State allocates: tables, closures and strings as they
// are made. Garbage is counted too, so that when the count reaches the trigger
// a walk over everything that is reachable (audit.go) finds the true size.
type memory struct {
	limit   int64
	live    int64 // size at the last audit
	used    int64 // and what was allocated since
	trigger int64
}

// LimitMemory sets the State's memory limit, unless it has a lower one.
func (st *State) LimitMemory(limit int64) {
	m := &st.memory
	if limit > 0 && (m.limit == 0 || limit < m.limit) {
		m.limit, m.trigger = limit, limit
	}
}

// maxStringEver is how long a string may be without a limit.
const maxStringEver = 1<<31 - 1

const (
	closureSize = 64
	stringSize  = 16
)

func (m *memory) init(limit int64) {
	m.limit, m.trigger = limit, math.MaxInt64
	if limit > 0 {
		m.trigger = limit
	}
}

// charge counts n bytes; true: it is time for an audit.
func (st *State) charge(n int) bool {
	st.memory.used += int64(n)
	return st.memory.used > st.memory.trigger
}

// overMemory audits, and raises the error of the limit if it is exceeded.
func (t *thread) overMemory() {
	m := &t.st.memory
	t.st.recount()
	if m.used > m.limit {
		t.strike(&Error{Limit: "memory", Value: lua.LString("memory limit exceeded (" + bytesText(m.limit) + ")")})
	}
}

// Charge counts n bytes that library code allocated for the script.
func Charge(L *lua.LState, n int) {
	t := threadOf(L)
	if t.st.charge(n) {
		t.overMemory()
	}
}

// Reserve raises the error of the memory limit if n more bytes would be over it.
// It is for what library code builds and no script can reach yet, which an audit
// doesn't see: to be asked each time that it has doubled; Charge counts it in the end.
func Reserve(L *lua.LState, n int) {
	t := threadOf(L)
	if m := &t.st.memory; m.limit > 0 && m.used+int64(n) > m.limit {
		if t.st.recount(); m.used+int64(n) > m.limit {
			t.strike(&Error{Limit: "memory", Value: lua.LString("memory limit exceeded (" + bytesText(m.limit) + ")")})
		}
	}
}

// CheckSize raises an error if no string of n bytes may be made, and counts it otherwise.
func CheckSize(L *lua.LState, n int) { threadOf(L).checkString(n) }

func (t *thread) checkString(n int) {
	st := t.st
	if st.maxString > 0 && n > st.maxString {
		t.strike(&Error{Limit: "string", Value: lua.LString("string limit exceeded (" + bytesText(int64(st.maxString)) + ")")})
	}
	if n > maxStringEver {
		t.errorf("not enough memory")
	}
	if st.charge(n + stringSize) {
		t.overMemory()
		if st.memory.used > st.memory.limit-int64(n) {
			t.strike(&Error{Limit: "memory", Value: lua.LString("memory limit exceeded (" + bytesText(st.memory.limit) + ")")})
		}
	}
}

// recount finds the true size.
func (st *State) recount() {
	m := &st.memory
	m.live = st.audit()
	m.used = m.live
	if m.limit > 0 {
		m.trigger = max(m.limit, m.live+m.limit/4)
	}
}

// MemUsed is the memory that the State uses, in bytes: what is alive, and what
// was allocated since it was last counted. That happens in Collect, and here
// when it is likely to be mostly garbage.
func MemUsed(L *lua.LState) int64 {
	st := StateOf(L)
	if m := &st.memory; m.live == 0 || m.used > 2*m.live+1<<20 {
		st.recount()
	}
	return st.memory.used
}

// CheckStack makes room for n more values on the stack; false if there is none.
func CheckStack(L *lua.LState, n int) bool {
	t := threadOf(L)
	if n > registryMax-t.reg.top-slack {
		return false
	}
	t.grow(t.reg.top + n + slack)
	return true
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
