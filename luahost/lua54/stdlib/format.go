package stdlib

import (
	"fmt"
	"hash/maphash"
	"reflect"
	"strconv"
	"strings"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func strFormat(L *lua.LState) int {
	f := vm.CheckStr(L, 1)
	var room [shortText]byte
	out := room[:0]
	top := L.GetTop()
	var grow growth
	for arg := 1; f != ""; {
		i := strings.IndexByte(f, '%')
		if i < 0 {
			out = append(out, f...)
			break
		}
		out, f = append(out, f[:i]...), f[i+1:]
		if f != "" && f[0] == '%' {
			out, f = append(out, '%'), f[1:]
			continue
		}
		if arg++; arg > top {
			vm.ArgError(L, arg, "no value")
		}
		if f != "" && f[0] == 's' { // the two that matter
			out, f = appendString(L, out, arg, &grow), f[1:]
		} else if f != "" && f[0] == 'd' {
			out, f = strconv.AppendInt(out, vm.CheckInt(L, arg), 10), f[1:]
		} else {
			form, rest, msg := scanSpec(f)
			if msg != "" {
				vm.Errorf(L, "%s", msg)
			}
			out, f = formatArg(L, out, form, arg), rest
		}
	}
	vm.CheckSize(L, len(out))
	pushText(L, out)
	return 1
}

// formatArg appends argument arg as form says.
func formatArg(L *lua.LState, out []byte, form string, arg int) []byte {
	conv := byte(0)
	if form != "" {
		conv = form[len(form)-1]
	}
	var sp fmtSpec
	check := func(flags string, prec bool) {
		if !sp.parse(form, flags, prec) {
			vm.Errorf(L, "invalid conversion specification: '%%%s'", form)
		}
	}
	switch conv {
	case 'c':
		check(flagsChar, false)
		c := byte(vm.CheckInt(L, arg))
		return sp.after(append(sp.before(out, "", 1, false), c), 1)
	case 'd', 'i', 'u', 'o', 'x', 'X':
		n := vm.CheckInt(L, arg)
		flags := flagsHex
		switch conv {
		case 'd', 'i':
			flags = flagsInt
		case 'u':
			flags = flagsUint
		}
		check(flags, true)
		return sp.appendInt(out, n)
	case 'a', 'A':
		check(flagsFloat, true)
		return sp.appendFloat(out, vm.CheckFlt(L, arg))
	case 'e', 'E', 'f', 'g', 'G':
		n := vm.CheckFlt(L, arg)
		check(flagsFloat, true)
		return sp.appendFloat(out, n)
	case 'p':
		check(flagsChar, false)
		return sp.pad(out, pointerText(L.Get(arg)))
	case 'q':
		if len(form) > 1 {
			vm.Errorf(L, "%s", "specifier '%q' cannot have modifiers")
		}
		return appendLiteral(L, out, arg)
	case 's':
		s := vm.ToString(L, L.Get(arg))
		if len(form) == 1 {
			return append(out, s...)
		}
		if strings.IndexByte(s, 0) >= 0 {
			vm.ArgError(L, arg, "string contains zeros")
		}
		check(flagsChar, true)
		if sp.prec >= 0 && sp.prec < len(s) {
			s = s[:sp.prec]
		}
		return sp.pad(out, s)
	}
	if i := strings.IndexByte(form, 0); i >= 0 {
		form = form[:i]
	}
	vm.Errorf(L, "invalid conversion '%%%s' to 'format'", form)
	return nil
}

// appendString is a bare %s.
func appendString(L *lua.LState, out []byte, arg int, grow *growth) []byte {
	s := ""
	if v, ok := L.Get(arg).(lua.LString); ok {
		s = string(v)
	} else {
		s = vm.ToString(L, L.Get(arg))
	}
	grow.check(L, len(out)+len(s))
	return append(out, s...)
}

// appendLiteral is %q.
func appendLiteral(L *lua.LState, out []byte, arg int) []byte {
	v := L.Get(arg)
	if s, ok := v.(lua.LString); ok {
		vm.CheckSize(L, len(out)+len(s))
		return appendQuoted(out, string(s))
	}
	switch n, f, kind := vm.Num(v); {
	case kind == 1:
		return append(out, quoteInt(n)...)
	case kind == 2:
		return append(out, quoteFloat(f)...)
	case v == lua.LNil || v.Type() == lua.LTBool:
		return append(out, vm.ToString(L, v)...)
	}
	vm.ArgError(L, arg, "value has no literal form")
	return nil
}

// pointerText is %p: an address for what has an identity. Short strings have
// that of their text, as if they were interned.
func pointerText(v lua.LValue) string {
	const maxShort = 40
	if s, ok := v.(lua.LString); ok {
		if len(s) > maxShort {
			return fmt.Sprintf("%p", unsafe.StringData(string(s)))
		}
		return fmt.Sprintf("0x%012x", maphash.String(patSeed, string(s))>>16)
	}
	if l, ok := v.(vm.Light); ok && l != 0 {
		return fmt.Sprintf("0x%x", uint64(l))
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && v != lua.LNil && v.Type() != lua.LTNumber {
		return fmt.Sprintf("%p", v)
	}
	return "(null)"
}
