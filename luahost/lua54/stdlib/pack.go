package stdlib

import (
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func (r *packReader) check(L *lua.LState) {
	switch {
	case r.err == "":
	case r.argErr:
		vm.ArgError(L, 1, r.err)
	default:
		vm.Errorf(L, "%s", r.err)
	}
}

func strPack(L *lua.LState) int {
	r := packReader{fmt: vm.CheckStr(L, 1), maxAlign: 1}
	var room [64]byte
	out := room[:0]
	var grow growth
	for arg := 2; r.more(); {
		kind, size, padding := r.next(len(out))
		r.check(L)
		grow.check(L, len(out)+padding+size)
		out = append(out, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"[:padding]...)
		switch kind {
		case packInt:
			n := vm.CheckInt(L, arg)
			if lim := int64(1) << (size*8 - 1); size < 8 && (n < -lim || n >= lim) {
				vm.ArgError(L, arg, "integer overflow")
			}
			out = appendPacked(out, n, size, r.big, true)
		case packUint:
			n := vm.CheckInt(L, arg)
			if size < 8 && uint64(n) >= 1<<(size*8) {
				vm.ArgError(L, arg, "unsigned overflow")
			}
			out = appendPacked(out, n, size, r.big, false)
		case packFloat:
			out = appendPacked(out, int64(math.Float32bits(float32(vm.CheckFlt(L, arg)))), 4, r.big, false)
		case packDouble:
			out = appendPacked(out, int64(math.Float64bits(vm.CheckFlt(L, arg))), 8, r.big, false)
		case packChars:
			s := vm.CheckStr(L, arg)
			if len(s) > size {
				vm.ArgError(L, arg, "string longer than given size")
			}
			out = append(out, s...)
			out = append(out, make([]byte, size-len(s))...)
		case packStr:
			s := vm.CheckStr(L, arg)
			if size < 8 && len(s) >= 1<<(size*8) {
				vm.ArgError(L, arg, "string length does not fit in given size")
			}
			grow.check(L, len(out)+size+len(s))
			out = append(appendPacked(out, int64(len(s)), size, r.big, false), s...)
		case packZero:
			s := vm.CheckStr(L, arg)
			if strings.IndexByte(s, 0) >= 0 {
				vm.ArgError(L, arg, "string contains zeros")
			}
			grow.check(L, len(out)+len(s)+1)
			out = append(append(out, s...), 0)
		case packPad:
			out = append(out, 0)
			arg--
		default:
			arg--
		}
		arg++
	}
	vm.CheckSize(L, len(out))
	pushText(L, out)
	return 1
}

func strPacksize(L *lua.LState) int {
	r := packReader{fmt: vm.CheckStr(L, 1), maxAlign: 1}
	total := 0
	for r.more() {
		kind, size, padding := r.next(total)
		r.check(L)
		if kind == packStr || kind == packZero {
			vm.ArgError(L, 1, "variable-length format")
		}
		size += padding
		if total > maxString-size {
			vm.ArgError(L, 1, "format result too large")
		}
		total += size
	}
	pushInt(L, total)
	return 1
}

func strUnpack(L *lua.LState) int {
	r := packReader{fmt: vm.CheckStr(L, 1), maxAlign: 1}
	data := vm.CheckStr(L, 2)
	pos := startPos(vm.OptInt(L, 3, 1), len(data)) - 1
	if pos > len(data) {
		vm.ArgError(L, 3, "initial position out of string")
	}
	n := 0
	var parts vm.Parts
	for r.more() {
		kind, size, padding := r.next(pos)
		r.check(L)
		if padding+size > len(data)-pos {
			vm.ArgError(L, 2, "data string too short")
		}
		pos += padding
		item := data[pos : pos+size]
		pos += size
		if kind >= packPad || kind == packNone {
			continue
		}
		if n++; n&0xff == 0 {
			reserve(L, 0x200, "too many results")
		}
		switch kind {
		case packInt, packUint:
			L.Push(vm.Int(checkUnpack(L, item, &r, kind == packInt)))
		case packFloat:
			bits, _ := unpackInt(item, r.big, false)
			L.Push(vm.Flt(float64(math.Float32frombits(uint32(bits)))))
		case packDouble:
			bits, _ := unpackInt(item, r.big, false)
			L.Push(vm.Flt(math.Float64frombits(uint64(bits))))
		case packChars:
			L.Push(partOf(L, &parts, data, item))
		case packStr:
			l := checkUnpack(L, item, &r, false)
			if uint64(l) > uint64(len(data)-pos) {
				vm.ArgError(L, 2, "data string too short")
			}
			L.Push(partOf(L, &parts, data, data[pos:pos+int(l)]))
			pos += int(l)
		case packZero:
			l := strings.IndexByte(data[pos:], 0)
			if l < 0 {
				vm.ArgError(L, 2, "unfinished string for format 'z'")
			}
			L.Push(partOf(L, &parts, data, data[pos:pos+l]))
			pos += l + 1
		}
	}
	r.check(L)
	pushInt(L, pos+1)
	return n + 1
}

func checkUnpack(L *lua.LState, item string, r *packReader, signed bool) int64 {
	n, ok := unpackInt(item, r.big, signed)
	if !ok {
		vm.Errorf(L, "%d-byte integer does not fit into Lua Integer", len(item))
	}
	return n
}
