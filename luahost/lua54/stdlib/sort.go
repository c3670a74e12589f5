package stdlib

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// table.sort works on a copy of the items: the comparison may do to the table
// what it likes. It is C Lua's quicksort, because a wrong order function shows
// in the same way then.

func tabSort(L *lua.LState) int {
	t := checkTab(L, 1, canRead|canWrite|canLen)
	n := length(L, t)
	if n < 2 {
		return 0
	}
	if n >= math.MaxInt32 {
		vm.ArgError(L, 1, "array too big")
	}
	less := L.Get(2)
	if less != lua.LNil && less.Type() != lua.LTFunction {
		vm.TypeError(L, 2, "function")
	}
	s := sorter{L: L, less: less}
	p := plainTable(t)
	if p != nil && len(p.Arr()) == int(n) {
		s.items = slices.Clone(p.Arr())
	} else {
		vm.CheckSize(L, 16*int(n))
		s.items = make([]lua.LValue, n)
		for i := range s.items {
			vm.Poll(L)
			s.items[i] = getI(L, t, int64(i+1))
		}
	}
	if less != lua.LNil || !s.simple() {
		s.sort(0, int(n)-1, 0)
	}
	if p != nil && len(p.Arr()) == int(n) && !hasHole(s.items) {
		copy(p.MutArr(), s.items)
		return 0
	}
	for i, v := range s.items {
		vm.Poll(L)
		setI(L, t, int64(i+1), v)
	}
	return 0
}

type sorter struct {
	L     *lua.LState
	less  lua.LValue
	items []lua.LValue
	calls int
}

// simple sorts items that are all strings, all integers or all floats.
func (s *sorter) simple() bool {
	tick := func() {
		if s.calls++; s.calls&0xfff == 0 {
			vm.Poll(s.L)
		}
	}
	switch s.items[0].(type) {
	case lua.LString:
		for _, v := range s.items {
			if _, ok := v.(lua.LString); !ok {
				return false
			}
		}
		slices.SortFunc(s.items, func(a, b lua.LValue) int {
			tick()
			return cmp.Compare(a.(lua.LString), b.(lua.LString))
		})
		return true
	case *vm.SmallInt:
		for _, v := range s.items {
			if _, ok := v.(*vm.SmallInt); !ok {
				return false
			}
		}
		slices.SortFunc(s.items, func(a, b lua.LValue) int {
			tick()
			return cmp.Compare(a.(*vm.SmallInt).Int(), b.(*vm.SmallInt).Int())
		})
		return true
	case lua.LNumber:
		for _, v := range s.items {
			if x, ok := v.(lua.LNumber); !ok || x != x {
				return false
			}
		}
		slices.SortFunc(s.items, func(a, b lua.LValue) int {
			tick()
			return cmp.Compare(a.(lua.LNumber), b.(lua.LNumber))
		})
		return true
	}
	return false
}

func (s *sorter) before(a, b lua.LValue) bool {
	if s.calls++; s.calls&0xff == 0 {
		vm.Poll(s.L)
	}
	if s.less == lua.LNil {
		return vm.Less(s.L, a, b, false)
	}
	return lua.LVAsBool(vm.Call2(s.L, s.less, a, b))
}

const randomPivotFrom = 100

// sort puts items[lo..up] in order.
func (s *sorter) sort(lo, up int, rnd uint32) {
	v := s.items
	for lo < up {
		if s.before(v[up], v[lo]) {
			v[lo], v[up] = v[up], v[lo]
		}
		if up-lo == 1 {
			return
		}
		p := int(uint(lo+up) / 2)
		if rnd != 0 && up-lo >= randomPivotFrom {
			quarter := (up - lo) / 4
			p = int(rnd)%(quarter*2) + lo + quarter
		}
		if s.before(v[p], v[lo]) {
			v[p], v[lo] = v[lo], v[p]
		} else if s.before(v[up], v[p]) {
			v[p], v[up] = v[up], v[p]
		}
		if up-lo == 2 {
			return
		}
		pivot := v[p]
		v[p], v[up-1] = v[up-1], v[p]
		p = s.partition(lo, up, pivot)
		var smaller int
		if p-lo < up-p {
			s.sort(lo, p-1, rnd)
			smaller = p - lo
			lo = p + 1
		} else {
			s.sort(p+1, up, rnd)
			smaller = up - p
			up = p - 1
		}
		if (up-lo)/128 > smaller {
			rnd = rand.Uint32() | 1
		}
	}
}

// partition moves what is before the pivot (at up-1) to its left.
func (s *sorter) partition(lo, up int, pivot lua.LValue) int {
	v, i, j := s.items, lo, up-1
	for {
		for i++; s.before(v[i], pivot); i++ {
			if i == up-1 {
				vm.Errorf(s.L, "invalid order function for sorting")
			}
		}
		for j--; s.before(pivot, v[j]); j-- {
			if j < i {
				vm.Errorf(s.L, "invalid order function for sorting")
			}
		}
		if j < i {
			v[up-1], v[i] = v[i], v[up-1]
			return i
		}
		v[i], v[j] = v[j], v[i]
	}
}
