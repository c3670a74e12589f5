package stdlib

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// floatFn makes a library function of a function of one float.
func floatFn(f func(float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		L.Push(vm.Flt(f(vm.CheckFlt(L, 1))))
		return 1
	}
}

func mathDeg(x float64) float64 { return x * (180 / math.Pi) }
func mathRad(x float64) float64 { return x * (math.Pi / 180) }

// roundFn is for floor and ceil: an integer where it fits.
func roundFn(f func(float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		v := L.Get(1)
		if _, x, kind := vm.Num(v); kind == 1 {
			L.Push(v)
		} else if kind == 2 {
			L.Push(floatToInt(f(x)))
		} else {
			L.Push(floatToInt(f(vm.CheckFlt(L, 1))))
		}
		return 1
	}
}

// floatToInt is f as an integer if it is one.
func floatToInt(f float64) lua.LValue {
	if i, ok := vm.F2I(f); ok {
		return vm.Int(i)
	}
	return vm.Flt(f)
}

func mathAbs(L *lua.LState) int {
	if i, _, kind := vm.Num(L.Get(1)); kind == 1 {
		if i < 0 {
			i = -i
		}
		L.Push(vm.Int(i))
		return 1
	}
	L.Push(vm.Flt(math.Abs(vm.CheckFlt(L, 1))))
	return 1
}

func mathAtan(L *lua.LState) int {
	y, x := vm.CheckFlt(L, 1), 1.0
	if L.Get(2) != lua.LNil {
		x = vm.CheckFlt(L, 2)
	}
	L.Push(vm.Flt(math.Atan2(y, x)))
	return 1
}

func mathLog(L *lua.LState) int {
	x := vm.CheckFlt(L, 1)
	if L.Get(2) == lua.LNil {
		L.Push(vm.Flt(math.Log(x)))
		return 1
	}
	switch base := vm.CheckFlt(L, 2); base {
	case 2:
		L.Push(vm.Flt(math.Log2(x)))
	case 10:
		L.Push(vm.Flt(math.Log10(x)))
	default:
		L.Push(vm.Flt(math.Log(x) / math.Log(base)))
	}
	return 1
}

func mathFmod(L *lua.LState) int {
	i, _, k1 := vm.Num(L.Get(1))
	j, _, k2 := vm.Num(L.Get(2))
	if k1 != 1 || k2 != 1 {
		y := vm.CheckFlt(L, 2) // C compilers check it first
		L.Push(vm.Flt(fmod(vm.CheckFlt(L, 1), y)))
		return 1
	}
	switch j {
	case 0:
		vm.ArgError(L, 2, "zero")
	case -1: // mininteger % -1 overflows
		L.Push(vm.Int(0))
	default:
		L.Push(vm.Int(i % j))
	}
	return 1
}

// fmod is C's: what has no answer is a NaN with its sign bit set, as on x86.
func fmod(x, y float64) float64 {
	r := math.Mod(x, y)
	if r != r && x == x && y == y {
		return math.Copysign(r, -1)
	}
	return r
}

func mathModf(L *lua.LState) int {
	v := L.Get(1)
	if _, _, kind := vm.Num(v); kind == 1 {
		L.Push(v)
		L.Push(vm.Flt(0))
		return 2
	}
	f := vm.CheckFlt(L, 1)
	whole := math.Trunc(f)
	L.Push(floatToInt(whole))
	if whole == f {
		L.Push(vm.Flt(0))
	} else {
		L.Push(vm.Flt(f - whole))
	}
	return 2
}

func mathTointeger(L *lua.LState) int {
	if i, ok := vm.ToInt(vm.CheckAny(L, 1)); ok {
		L.Push(vm.Int(i))
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

func mathType(L *lua.LState) int {
	switch _, _, kind := vm.Num(vm.CheckAny(L, 1)); kind {
	case 1:
		L.Push(lua.LString("integer"))
	case 2:
		L.Push(lua.LString("float"))
	default:
		L.Push(lua.LNil)
	}
	return 1
}

func mathUlt(L *lua.LState) int {
	L.Push(lua.LBool(uint64(vm.CheckInt(L, 1)) < uint64(vm.CheckInt(L, 2))))
	return 1
}

func mathMax(L *lua.LState) int {
	best := vm.CheckAny(L, 1)
	for i := 2; i <= L.GetTop(); i++ {
		if v := L.Get(i); vm.Less(L, best, v, false) {
			best = v
		}
	}
	L.Push(best)
	return 1
}

func mathMin(L *lua.LState) int {
	best := vm.CheckAny(L, 1)
	for i := 2; i <= L.GetTop(); i++ {
		if v := L.Get(i); vm.Less(L, v, best, false) {
			best = v
		}
	}
	L.Push(best)
	return 1
}

func mathRandom(L *lua.LState) int {
	rng := libOf(L).rng()
	low, up := int64(1), int64(0)
	r := rng.next()
	switch L.GetTop() {
	case 0:
		L.Push(vm.Flt(float64(r>>11) * 0x1p-53))
		return 1
	case 1:
		if up = vm.CheckInt(L, 1); up == 0 {
			L.Push(vm.Int(int64(r)))
			return 1
		}
	case 2:
		low, up = vm.CheckInt(L, 1), vm.CheckInt(L, 2)
	default:
		vm.Errorf(L, "wrong number of arguments")
	}
	if low > up {
		vm.ArgError(L, 1, "interval is empty")
	}
	L.Push(vm.Int(int64(rng.upTo(r, uint64(up)-uint64(low)) + uint64(low))))
	return 1
}

func mathRandomseed(L *lua.LState) int {
	l := libOf(L)
	l.seeded = true
	rng := &l.random
	var n1, n2 uint64
	if L.GetTop() == 0 {
		n1, n2 = rng.seedRandom()
	} else {
		n1, n2 = uint64(vm.CheckInt(L, 1)), uint64(vm.OptInt(L, 2, 0))
		rng.seed(n1, n2)
	}
	L.Push(vm.Int(int64(n1)))
	L.Push(vm.Int(int64(n2)))
	return 2
}
