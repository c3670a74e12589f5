package bit32

import (
	"math/bits"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

const width = 32

var functions = map[string]lua.LGFunction{
	"band": band, "bor": bor, "bxor": bxor, "bnot": bnot, "btest": btest,
	"lshift": lshift, "rshift": rshift, "arshift": arshift,
	"lrotate": lrotate, "rrotate": rrotate,
	"extract": extract, "replace": replace,
}

// Modules is bit32.
func Modules() map[string]luahost.Module {
	return map[string]luahost.Module{"bit32": luahost.Library(functions, nil)}
}

func arg(L *luahost.State, n int) uint32 { return uint32(lua54.CheckInt(L, n)) }

func push(L *luahost.State, x uint32) int { return lua54.Push(L, lua54.Int(int64(x))) }

// all joins the arguments.
func all(L *luahost.State, x uint32, join func(a, b uint32) uint32) uint32 {
	for n := 1; n <= L.GetTop(); n++ {
		x = join(x, arg(L, n))
	}
	return x
}

func and(a, b uint32) uint32 { return a & b }

func band(L *luahost.State) int  { return push(L, all(L, ^uint32(0), and)) }
func btest(L *luahost.State) int { return lua54.Push(L, lua.LBool(all(L, ^uint32(0), and) != 0)) }
func bnot(L *luahost.State) int  { return push(L, ^arg(L, 1)) }
func bor(L *luahost.State) int {
	return push(L, all(L, 0, func(a, b uint32) uint32 { return a | b }))
}
func bxor(L *luahost.State) int {
	return push(L, all(L, 0, func(a, b uint32) uint32 { return a ^ b }))
}

// shift moves x to the left, or with negative places to the right.
func shift(x uint32, places int64) uint32 {
	switch {
	case places <= -width || places >= width:
		return 0
	case places < 0:
		return x >> -places
	}
	return x << places
}

func lshift(L *luahost.State) int {
	x, places := arg(L, 1), lua54.CheckInt(L, 2)
	return push(L, shift(x, places))
}

func rshift(L *luahost.State) int {
	x, places := arg(L, 1), lua54.CheckInt(L, 2)
	return push(L, shift(x, -max(places, -width))) // the least integer has no negative
}

func arshift(L *luahost.State) int {
	x, places := arg(L, 1), lua54.CheckInt(L, 2)
	if places < 0 {
		return push(L, shift(x, -max(places, -width)))
	}
	return push(L, uint32(int32(x)>>min(places, width-1)))
}

func lrotate(L *luahost.State) int {
	x, places := arg(L, 1), lua54.CheckInt(L, 2)
	return push(L, bits.RotateLeft32(x, int(places%width)))
}

func rrotate(L *luahost.State) int {
	x, places := arg(L, 1), lua54.CheckInt(L, 2)
	return push(L, bits.RotateLeft32(x, -int(places%width)))
}

// field reads which bits are meant: the first is argument n, how many n+1.
func field(L *luahost.State, n int) (first int64, mask uint32) {
	first, size := lua54.CheckInt(L, n), lua54.OptInt(L, n+1, 1)
	if first < 0 {
		lua54.ArgError(L, n, "field cannot be negative")
	}
	if size <= 0 {
		lua54.ArgError(L, n+1, "width must be positive")
	}
	if first > width || size > width || first+size > width {
		lua54.Errorf(L, "trying to access non-existent bits")
	}
	return first, ^uint32(0) >> (width - size)
}

func extract(L *luahost.State) int {
	x := arg(L, 1)
	first, mask := field(L, 2)
	return push(L, x>>first&mask)
}

func replace(L *luahost.State) int {
	x, v := arg(L, 1), arg(L, 2)
	first, mask := field(L, 3)
	return push(L, x&^(mask<<first)|v&mask<<first)
}
