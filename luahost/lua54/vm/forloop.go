package vm

import (
	"math"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// A numeric for over SmallInts keeps index, limit and step in its three
// registers. The two other kinds keep their state in the first register.

// bigFor counts in int64; like C Lua it computes the number of steps first, so
// that nothing overflows.
type bigFor struct {
	next, step int64
	left       uint64
	more       bool
}

// floatFor counts in floats.
type floatFor struct {
	next, limit, step float64
}

func (*bigFor) String() string         { return "for" }
func (*bigFor) Type() lua.LValueType   { return lua.LTUserData }
func (*floatFor) String() string       { return "for" }
func (*floatFor) Type() lua.LValueType { return lua.LTUserData }

// forPrep checks and prepares the loop in registers ra to ra+2; true: it has a
// first round, for which ra+3 is set.
func (t *thread) forPrep(ra int) bool {
	r := t.reg.array[ra : ra+4]
	i, f, k := Num(r[0])
	s, h, k2 := Num(r[2])
	ints := k == Integer && k2 == Integer
	j, g, k1 := ToNum(r[1])
	if k1 == NotNumber {
		t.forError("limit", r[1])
	}
	if !ints { // strings will do, as floats
		if _, h, k2 = ToNum(r[2]); k2 == NotNumber {
			t.forError("step", r[2])
		}
		if _, f, k = ToNum(r[0]); k == NotNumber {
			t.forError("initial value", r[0])
		}
	}
	if ints {
		if s == 0 {
			t.errorf("'for' step is zero")
		}
		skip := false
		if k1 == Float {
			j, skip = forLimit(i, g, s)
		}
		if skip || s > 0 && i > j || s < 0 && i < j {
			return false
		}
		if isSmall(2*i) && isSmall(2*j) && isSmall(2*s) && isSmall(i) && isSmall(j) && isSmall(s) { // index + step, too
			r[1], r[3] = small(j), r[0]
			return true
		}
		b := &bigFor{next: i, step: s, more: true}
		if s > 0 {
			b.left = (uint64(j) - uint64(i)) / uint64(s)
		} else {
			b.left = (uint64(i) - uint64(j)) / (uint64(-(s + 1)) + 1)
		}
		r[0] = b
		return t.forStep(&r[0])
	}
	if h == 0 {
		t.errorf("'for' step is zero")
	}
	r[0] = &floatFor{f, g, h}
	return t.forStep(&r[0])
}

// forLimit makes an integer of a float limit; skip: the loop doesn't run.
func forLimit(i int64, limit float64, step int64) (j int64, skip bool) {
	if limit != limit {
		return 0, true
	}
	if step > 0 {
		limit = math.Floor(limit)
	} else {
		limit = math.Ceil(limit)
	}
	switch {
	case limit >= 0x1p63:
		return math.MaxInt64, step < 0
	case limit < -0x1p63:
		return math.MinInt64, step > 0
	}
	return int64(limit), false
}

func (t *thread) forError(what string, v lua.LValue) {
	t.errorf("bad 'for' %s (number expected, got %s)", what, t.typeName(v))
}

// forStep advances one of the slower loops, whose registers begin at r0.
func (t *thread) forStep(r0 *lua.LValue) bool {
	r := (*[4]lua.LValue)(unsafe.Pointer(r0))
	switch x := r[0].(type) {
	case *bigFor:
		if !x.more {
			return false
		}
		r[3] = Int(x.next)
		if x.left == 0 {
			x.more = false
		} else {
			x.left--
			x.next += x.step
		}
		return true
	case *floatFor:
		if x.step > 0 && x.next <= x.limit || x.step < 0 && x.limit <= x.next {
			r[3] = t.float(x.next)
			x.next += x.step
			return true
		}
	}
	return false
}

// forIn is one step of a generic for in registers ra..: the loop's variables
// are set from ra+first on; false ends it.
func (t *thread) forIn(ra, first, nvars int) bool {
	rg := t.reg
	t.grow(ra + first + 3 + nvars + slack)
	r := rg.array[ra : ra+first+3+nvars]
	vars := r[first:]
	if f, ok := r[0].(*lua.LFunction); ok && f.IsG {
		switch f {
		case Next:
			if tb, ok := r[1].(*Table); ok && tb.weakPart() == nil {
				return t.forNext(tb, r, vars[:max(nvars, 1)])
			}
		case IpairsNext:
			if tb, ok := r[1].(*Table); ok {
				if x, ok := r[2].(*SmallInt); ok {
					if i := uint64(x.Int()); i < uint64(len(tb.arr)) && tb.arr[i] != lua.LNil {
						k := small(int64(i + 1))
						r[2], vars[0] = k, k
						fill(vars[1:max(nvars, 1)], tb.arr[i])
						return true
					}
				}
			}
		}
	}
	vars[0], vars[1], vars[2] = r[0], r[1], r[2]
	rg.top = ra + first + 3
	t.call(2, nvars)
	k := rg.array[ra+first]
	rg.array[ra+2] = k
	return k != lua.LNil
}

// fill sets the loop variables behind the first: a value, then nil.
func fill(r []lua.LValue, v lua.LValue) {
	for i := range r {
		r[i] = v
		v = lua.LNil
	}
}

// forNext walks a table without calling next.
func (t *thread) forNext(tb *Table, r, vars []lua.LValue) bool {
	if tb.aux != nil {
		tb.complete()
	}
	p := 0
	if r[2] != lua.LNil { // which the key of an entry without a pair may be, too
		if e := int(t.walked); e < len(tb.ents) && same(&tb.ents[e].key, &r[2]) {
			p = len(tb.arr) + e + 1
		} else if p = tb.after(r[2]); p < 0 {
			t.errorf("invalid key to 'next'")
		}
	}
	p, k, v := tb.step(p)
	if p < 0 {
		return false
	}
	t.walked = uint32(max(p-len(tb.arr)-1, 0))
	r[2], vars[0] = k, k
	fill(vars[1:], v)
	return true
}
