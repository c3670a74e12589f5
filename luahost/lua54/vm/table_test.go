package vm

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

func num(i int) lua.LValue { return Int(int64(i)) }

// TestModel runs random operations against a Go map.
func TestModel(t *testing.T) {
	for seed := uint64(0); seed < 400; seed++ {
		r := rand.New(rand.NewPCG(seed, 1))
		tb, model := NewTable(r.IntN(3), r.IntN(20)), map[lua.LValue]lua.LValue{}
		span := 1 + r.IntN(200)
		key := func() lua.LValue {
			switch r.IntN(4) {
			case 0:
				return lua.LString(fmt.Sprint("k", r.IntN(span)))
			case 1:
				return lua.LNumber(r.IntN(span)) + 0.5
			}
			return num(r.IntN(span) - 2)
		}
		set := func(k, v lua.LValue) {
			tb.RawSet(k, v)
			if v == lua.LNil {
				delete(model, k)
			} else {
				model[k] = v
			}
		}
		head, tail := 1, 0
		for op := 0; op < 3000; op++ {
			switch r.IntN(8) {
			case 0, 1:
				set(key(), num(op))
			case 2:
				set(key(), lua.LNil)
			case 3:
				k := num(tb.Len() + 1)
				set(k, num(op))
			case 4:
				if n := tb.Len(); n > 0 {
					set(num(n), lua.LNil)
				}
			case 5: // a queue
				tail++
				set(num(tail), lua.LTrue)
				if tail-head > 5 {
					set(num(head), lua.LNil)
					head++
				}
			case 6: // fill downward
				if r.IntN(50) == 0 {
					for i := span; i > 0; i-- {
						set(num(i), num(i))
					}
				}
			}
			k := key()
			if got := tb.RawGet(k); got != or(model[k]) {
				t.Fatalf("seed %d op %d: t[%v] = %v, want %v", seed, op, k, got, model[k])
			}
			if n := tb.Len(); n > 0 && model[num(n)] == nil || model[num(n+1)] != nil {
				t.Fatalf("seed %d op %d: %d is no border", seed, op, n)
			}
			if op%100 == 0 { // walk, deleting some on the way
				seen := map[lua.LValue]bool{}
				n := len(model)
				var k, v lua.LValue = lua.LNil, nil
				for {
					var ok bool
					if k, v, ok = tb.Next(k); !ok {
						t.Fatalf("seed %d op %d: lost key %v", seed, op, k)
					}
					if k == lua.LNil {
						break
					}
					if seen[k] || model[k] != v {
						t.Fatalf("seed %d op %d: walk gives %v = %v, want %v", seed, op, k, v, model[k])
					}
					seen[k] = true
					if r.IntN(4) == 0 || op%500 == 0 {
						set(k, lua.LNil)
					}
				}
				if len(seen) != n {
					t.Fatalf("seed %d op %d: walk gives %d of %d", seed, op, len(seen), n)
				}
			}
		}
	}
}

func or(v lua.LValue) lua.LValue {
	if v == nil {
		return lua.LNil
	}
	return v
}

func TestCloneIsPrivate(t *testing.T) {
	a := NewTable(0, 0)
	for i := 0; i < 20; i++ {
		a.RawSetString(fmt.Sprint("f", i), num(i))
	}
	a.RawSetInt(1, lua.LTrue)
	a.freeze()
	b, c := clone(a), clone(a)
	b.RawSetString("f3", lua.LString("mine"))
	b.RawSetInt(1, lua.LFalse)
	c.RawSetString("f4", lua.LNil)
	if a.RawGetString("f3") != num(3) || c.RawGetString("f3") != num(3) || b.RawGetString("f3") != lua.LString("mine") {
		t.Fatal("f3")
	}
	if a.RawGetInt(1) != lua.LTrue || b.RawGetInt(1) != lua.LFalse || c.RawGetString("f4") != lua.LNil || a.RawGetString("f4") != num(4) {
		t.Fatal("rest")
	}
}

func clone(t *Table) *Table { c := *t; return &c }

// A table through which keys pass, as a session table does, stays small.
func TestChurnStaysSmall(t *testing.T) {
	text, number, queue := NewTable(0, 0), NewTable(0, 0), NewTable(0, 0)
	for i := range 300_000 {
		text.RawSetString(fmt.Sprint("user", i), lua.LTrue)
		number.RawSet(Int(int64(i)*7919), lua.LTrue)
		queue.RawSetInt(i+1, lua.LTrue)
		if i >= 10 {
			text.RawSetString(fmt.Sprint("user", i-10), lua.LNil)
			number.RawSet(Int(int64(i-10)*7919), lua.LNil)
			queue.RawSetInt(i-9, lua.LNil)
		}
	}
	for _, x := range []*Table{text, number, queue} {
		if n := x.size(); n > 4000 {
			t.Errorf("%d bytes for 10 keys", n)
		}
	}
}

// NewPairs gives what setting one pair after another gives.
func TestNewPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	keys := []lua.LValue{Const("a"), lua.LString("a"), lua.LString("b"), Const("long key"), Int(1), Int(2), Flt(2), Flt(0.5), lua.LTrue, Int(-1), lua.LString("")}
	for range 2000 {
		n := r.IntN(1 << r.IntN(8))
		keys := slices.Clone(keys)
		for i := range n {
			keys = append(keys, Int(int64(i)))
		}
		for range n / 2 {
			keys = append(keys, lua.LString(fmt.Sprint(r.IntN(100))))
		}
		var pairs []lua.LValue
		want := NewTable(0, 0)
		for i := range n {
			k, v := keys[r.IntN(len(keys))], lua.LValue(Int(int64(i)))
			if r.IntN(8) == 0 {
				v = lua.LNil
			}
			pairs = append(pairs, k, v)
			want.RawSet(k, v)
		}
		got := NewPairs(pairs)
		for range 3 {
			for _, k := range keys {
				if g, w := got.RawGet(k), want.RawGet(k); g != w {
					t.Fatalf("%v: [%v] is %v, want %v", pairs, k, g, w)
				}
			}
			n := 0
			for k, v, _ := got.Next(lua.LNil); k != lua.LNil; k, v, _ = got.Next(k) {
				if n++; want.RawGet(k) != v {
					t.Fatalf("%v: [%v] is %v", pairs, k, v)
				}
			}
			for k, _, _ := want.Next(lua.LNil); k != lua.LNil; k, _, _ = want.Next(k) {
				n--
			}
			if n != 0 {
				t.Fatalf("%v: %d pairs too many", pairs, n)
			}
			for range 5 { // it can grow
				k := Int(int64(r.IntN(30)))
				got.RawSet(k, k)
				want.RawSet(k, k)
			}
		}
	}
	pairs := []lua.LValue{Const("a"), Int(1), Const("b"), Int(2)}
	if n := testing.AllocsPerRun(100, func() { sink = NewPairs(pairs) }); n != 1 {
		t.Errorf("a table of two takes %v allocations", n)
	}
}
