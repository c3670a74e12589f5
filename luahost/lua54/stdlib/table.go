package stdlib

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

const (
	canRead = 1 << iota
	canWrite
	canLen
)

// checkTab gives argument n, a table or a value whose metatable makes it one.
func checkTab(L *lua.LState, n, what int) lua.LValue {
	v := L.Get(n)
	if _, ok := v.(*vm.Table); ok {
		return v
	}
	has := func(ev string) bool { return vm.Meta(L, v, ev) != lua.LNil }
	if vm.MetaTable(L, v) == nil || what&canRead != 0 && !has("__index") ||
		what&canWrite != 0 && !has("__newindex") || what&canLen != 0 && !has("__len") {
		vm.TypeError(L, n, "table")
	}
	return v
}

// plainTable is v as a table whose array part may be used directly: no
// metamethod would be called for the keys 1..#v.
func plainTable(v lua.LValue) *vm.Table {
	t, ok := v.(*vm.Table)
	if !ok {
		return nil
	}
	if mt := t.Metatable(); mt != nil {
		for _, ev := range [...]string{"__len", "__newindex", "__index"} {
			if mt.RawGetString(ev) != lua.LNil && (ev != "__index" || hasHole(t.Arr())) {
				return nil
			}
		}
	}
	return t
}

func hasHole(arr []lua.LValue) bool {
	for _, v := range arr {
		if v == lua.LNil {
			return true
		}
	}
	return false
}

func getI(L *lua.LState, t lua.LValue, i int64) lua.LValue { return vm.Index(L, t, vm.Int(i)) }

func setI(L *lua.LState, t lua.LValue, i int64, v lua.LValue) { vm.SetIndex(L, t, vm.Int(i), v) }

// length is #v for a table that checkTab let through.
func length(L *lua.LState, v lua.LValue) int64 {
	if t, ok := v.(*vm.Table); ok && t.Metatable() == nil {
		return int64(t.Len())
	}
	return vm.Length(L, v)
}

func tabInsert(L *lua.LState) int {
	t := checkTab(L, 1, canRead|canWrite|canLen)
	switch L.GetTop() {
	case 2:
		v := L.Get(2)
		if p, ok := t.(*vm.Table); ok && p.Metatable() == nil {
			vm.Append(L, p, v)
		} else {
			setI(L, t, vm.Length(L, t)+1, v)
		}
		return 0
	case 3:
	default:
		length(L, t)
		vm.Errorf(L, "wrong number of arguments to 'insert'")
	}
	end := length(L, t) + 1
	pos, v := vm.CheckInt(L, 2), L.Get(3)
	if uint64(pos)-1 >= uint64(end) {
		vm.ArgError(L, 2, "position out of bounds")
	}
	if p := plainTable(t); p != nil && pos < end && int(end) == len(p.Arr())+1 && v != lua.LNil {
		vm.Append(L, p, p.Arr()[end-2])
		if arr := p.MutArr(); len(arr) >= int(end) {
			copy(arr[pos:end-1], arr[pos-1:end-2])
			arr[pos-1] = v
			return 0
		}
		p.RawSetInt(int(end), lua.LNil) // it went to the hash
	}
	for i := end; i > pos; i-- {
		vm.Poll(L)
		setI(L, t, i, getI(L, t, i-1))
	}
	setI(L, t, pos, v)
	return 0
}

func tabRemove(L *lua.LState) int {
	t := checkTab(L, 1, canRead|canWrite|canLen)
	size := length(L, t)
	pos := vm.OptInt(L, 2, size)
	if pos != size && uint64(pos)-1 > uint64(size) {
		vm.ArgError(L, 2, "position out of bounds")
	}
	if p := plainTable(t); p != nil && pos >= 1 && pos <= size && int(size) == len(p.Arr()) {
		arr := p.MutArr()
		L.Push(arr[pos-1])
		copy(arr[pos-1:], arr[pos:])
		p.RawSetInt(int(size), lua.LNil)
		return 1
	}
	v := getI(L, t, pos)
	for ; pos < size; pos++ {
		vm.Poll(L)
		setI(L, t, pos, getI(L, t, pos+1))
	}
	setI(L, t, pos, lua.LNil)
	L.Push(v)
	return 1
}

func tabMove(L *lua.LState) int {
	from, end, to := vm.CheckInt(L, 2), vm.CheckInt(L, 3), vm.CheckInt(L, 4)
	dst := 1
	if L.Get(5) != lua.LNil {
		dst = 5
	}
	a, b := checkTab(L, 1, canRead), checkTab(L, dst, canWrite)
	if end >= from {
		if from <= 0 && end >= math.MaxInt64+from {
			vm.ArgError(L, 3, "too many elements to move")
		}
		n := end - from + 1
		if to > math.MaxInt64-n+1 {
			vm.ArgError(L, 4, "destination wrap around")
		}
		if moveItems(L, a, b, from, to, n) {
			L.Push(b)
			return 1
		}
		if to > end || to <= from || dst != 1 && !vm.Eq(L, a, b) {
			for i := int64(0); i < n; i++ {
				vm.Poll(L)
				setI(L, b, to+i, getI(L, a, from+i))
			}
		} else {
			for i := n - 1; i >= 0; i-- {
				vm.Poll(L)
				setI(L, b, to+i, getI(L, a, from+i))
			}
		}
	}
	L.Push(b)
	return 1
}

// moveItems is table.move of n items, the first of which is at from, between
// arrays where no metamethod would be called; false: they are none.
func moveItems(L *lua.LState, from, to lua.LValue, first, at, n int64) bool {
	a, b := plainTable(from), plainTable(to)
	if a == nil || b == nil || first < 1 || first > int64(len(a.Arr())) || n > int64(len(a.Arr()))-first+1 ||
		at < 1 || at > int64(len(b.Arr()))+1 {
		return false
	}
	items := a.Arr()[first-1 : first-1+n]
	if hasHole(items) {
		return false
	}
	k := min(n, int64(len(b.Arr()))-at+1)
	for i := k; i < n; i++ { // before any is overwritten
		vm.RawSet(L, b, vm.Int(at+i), items[i])
		if i&0xff == 0 {
			vm.Poll(L)
		}
	}
	if arr := b.MutArr(); int64(len(arr)) >= at-1+n {
		copy(arr[at-1:], items[:k])
		return true
	}
	for i, v := range items[:k] { // what is behind a hole went to the hash
		b.RawSetInt(int(at)+i, v)
	}
	return true
}

func tabPack(L *lua.LState) int {
	n := L.GetTop()
	vm.Charge(L, 96+16*n)
	t := vm.NewTable(n, 1)
	for i := 1; i <= n; i++ {
		t.RawSetInt(i, L.Get(i))
	}
	t.RawSet(packN, vm.Int(int64(n)))
	L.Push(t)
	return 1
}

var packN = vm.Const("n")

func tabUnpack(L *lua.LState) int {
	t, i := L.Get(1), vm.OptInt(L, 2, 1)
	var end int64
	if L.Get(3) == lua.LNil {
		end = length(L, t)
	} else {
		end = vm.CheckInt(L, 3)
	}
	if i > end {
		return 0
	}
	n := uint64(end) - uint64(i)
	if n >= maxResults || !vm.CheckStack(L, int(n)+1) {
		vm.Errorf(L, "too many results to unpack")
	}
	if p, ok := t.(*vm.Table); ok && i >= 1 && end <= int64(len(p.Arr())) && p.Metatable() == nil {
		return vm.Push(L, p.Arr()[i-1:end]...)
	}
	for ; ; i++ {
		L.Push(getI(L, t, i))
		if i == end {
			return int(n) + 1
		}
	}
}
