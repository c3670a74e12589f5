package vm

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"
	"time"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// __gc rests on Go's finalizers: when the collector finds a table whose
// metatable had a __gc when it was set, the table is handed over, and its State
// calls the metamethod when a task next polls. A table that refers to itself,
// directly or through others, is not found, as Go promises no finalizer for
// cycles: it goes when the State closes, which calls __gc for all that are
// left, the youngest first.

// SetMetatable sets or (mt nil) removes t's metatable as setmetatable does: with __mode and __gc.
func SetMetatable(L *lua.LState, t, mt *Table) {
	t.SetMetatable(mt)
	if mt != nil && mt.event(mGc) != lua.LNil {
		threadOf(L).st.finalize(t)
	}
}

// finals are a State's tables with a __gc, numbered as they came.
type finals struct {
	tables map[weak.Pointer[Table]]uint64
	kept   int
	made   uint64
}

// finalize has t's __gc called once. The list of such tables is compacted as it doubles.
func (st *State) finalize(t *Table) {
	if st.finals == nil {
		st.finals = &finals{tables: map[weak.Pointer[Table]]uint64{}}
	}
	fs, w := st.finals, weak.Make(t)
	if fs.tables[w] != 0 {
		return
	}
	if len(fs.tables) > 2*fs.kept+64 {
		for w := range fs.tables {
			if w.Value() == nil {
				delete(fs.tables, w)
			}
		}
		fs.kept = len(fs.tables)
	}
	fs.made++
	fs.tables[w] = fs.made
	sig := st.sig
	runtime.SetFinalizer(t, func(t *Table) {
		sig.mu.Lock()
		sig.finalized = append(sig.finalized, t)
		sig.mu.Unlock()
		sig.raise(sigGC)
	})
}

// runFinalizers calls the __gc of tables that the collector found.
func (t *thread) runFinalizers() {
	sig := t.st.sig
	sig.clear(sigGC)
	if t.finalizing {
		return
	}
	t.finalizing, t.finalizer = true, t.currentFrame
	for {
		sig.mu.Lock()
		if len(sig.finalized) == 0 {
			sig.mu.Unlock()
			break
		}
		tb := sig.finalized[0]
		sig.finalized[0] = nil
		sig.finalized = sig.finalized[1:]
		sig.mu.Unlock()
		delete(t.st.finals.tables, weak.Make(tb))
		t.callGC(tb)
	}
	t.finalizing, t.finalizer = false, nil
}

func (t *thread) callGC(tb *Table) {
	h := t.metamethod(tb, mGc)
	if _, ok := h.(*lua.LFunction); !ok {
		return
	}
	rg := t.reg
	top := rg.top
	t.grow(top + 2 + slack)
	rg.array[top], rg.array[top+1] = h, tb
	rg.top = top + 2
	if err, ok := t.pcall(1, nil); !ok && t.st.Warn != nil {
		s, _ := Str(err)
		t.st.Warn(t.st, "error in __gc ("+s+")")
	}
	rg.top = top
}

var lastCollect atomic.Int64

// Collect is collectgarbage("collect"): a collection of the whole process, at
// most one in interval, and the finalizers that came up. Inside a finalizer it
// does nothing and says false.
func Collect(L *lua.LState, interval time.Duration) bool {
	t := threadOf(L)
	if t.finalizing {
		return false
	}
	now := time.Now().UnixNano()
	if last := lastCollect.Load(); now-last >= int64(interval) && lastCollect.CompareAndSwap(last, now) {
		clear(t.reg.array[t.reg.top:])
		for range 2 {
			done := make(chan struct{})
			runtime.SetFinalizer(&struct{ _ [64]byte }{}, func(any) { close(done) })
			runtime.GC()
			select {
			case <-done: // the finalizers of this collection have run, or are about to
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	t.runFinalizers()
	t.st.recount()
	return true
}

// closeFinals calls the __gc methods that are left, the youngest first.
func (st *State) closeFinals() {
	fs := st.finals
	if fs == nil {
		return
	}
	st.sig.mu.Lock()
	due := st.sig.finalized
	st.sig.finalized = nil
	st.sig.mu.Unlock()
	left := slices.SortedFunc(maps.Keys(fs.tables), func(a, b weak.Pointer[Table]) int {
		return cmp.Compare(fs.tables[b], fs.tables[a])
	})
	for _, w := range left {
		if t := w.Value(); t != nil {
			runtime.SetFinalizer(t, nil)
			due = append(due, t)
		}
	}
	for _, t := range due {
		if mt := t.meta; mt != nil {
			if f, ok := mt.event(mGc).(*lua.LFunction); ok {
				if _, err := st.Call(f, t); err != nil && st.Warn != nil {
					st.Warn(st, "error in __gc ("+err.Error()+")")
				}
			}
		}
	}
	st.finals = nil
}
