// Package v54 overrides gopher-lua v1.1.2's opcode handlers (no fork) with
// Lua 5.4 number semantics.
//
// Number representation (canonical):
//
//	LNumber, integral, |x| <= 2^53, not -0   -> integer subtype
//	LNumber, non-integral / inf / nan        -> float subtype
//	LFloat (integral valued double, incl. -0 and beyond 2^53) -> float subtype
//	LInt   (int64 with |x| > 2^53)           -> integer subtype
package vm

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/luaws/luaws/luahost/lua54/syntax"

	lua "github.com/yuin/gopher-lua"
)

type LInt int64
type LFloat float64

func (i LInt) String() string         { return strconv.FormatInt(int64(i), 10) }
func (i LInt) Type() lua.LValueType   { return lua.LTNumber }
func (f LFloat) String() string       { return FmtFloat(float64(f)) }
func (f LFloat) Type() lua.LValueType { return lua.LTNumber }

func FmtFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case f != f:
		if math.Signbit(f) {
			return "-nan"
		}
		return "nan"
	}
	s := FmtG(f, 14)
	if !strings.ContainsAny(s, ".eEni") {
		s += ".0"
	}
	return s
}

// FmtG is C's %.<prec>g
func FmtG(f float64, prec int) string {
	if prec == 0 {
		prec = 1
	}
	e := strconv.FormatFloat(f, 'e', prec-1, 64)
	x, _ := strconv.Atoi(e[strings.IndexByte(e, 'e')+1:])
	if x < -4 || x >= prec {
		m := e[:strings.IndexByte(e, 'e')]
		if strings.Contains(m, ".") {
			m = strings.TrimRight(strings.TrimRight(m, "0"), ".")
		}
		return m + e[strings.IndexByte(e, 'e'):]
	}
	s := strconv.FormatFloat(f, 'f', prec-1-x, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// --- mirrors of unexported structs (checked by init) ---
type callFrame struct {
	Idx        int
	Fn         *lua.LFunction
	Parent     *callFrame
	Pc         int
	Base       int
	LocalBase  int
	ReturnBase int
	NArgs      int
	NRet       int
	TailCall   int
}
type registry struct {
	array   []lua.LValue
	top     int
	growBy  int
	maxSize int
	alloc   unsafe.Pointer
}
type instFunc = func(L *lua.LState, inst uint32, base unsafe.Pointer) int

//go:linkname jumpTable github.com/yuin/gopher-lua.jumpTable
var jumpTable [lua.OP_NOP + 1]instFunc

//go:linkname lnumber2I github.com/yuin/gopher-lua.(*allocator).LNumber2I
func lnumber2I(al unsafe.Pointer, v lua.LNumber) lua.LValue

var offReg, offFrame, offAlloc, offIntr, offStr uintptr

func regOf(L *lua.LState) *registry { return *(**registry)(unsafe.Add(unsafe.Pointer(L), offReg)) }
func cfOf(L *lua.LState) *callFrame { return *(**callFrame)(unsafe.Add(unsafe.Pointer(L), offFrame)) }
func IntrFlag(L *lua.LState) *int32 { return (*int32)(unsafe.Add(unsafe.Pointer(L.G), offIntr)) }

func must(b bool, s string) {
	if !b {
		panic("v54: gopher-lua layout changed: " + s)
	}
}
func checkMirror(theirs, ours reflect.Type) {
	for i := 0; i < ours.NumField(); i++ {
		o, t := ours.Field(i), theirs.Field(i)
		must(o.Name == t.Name && o.Offset == t.Offset && o.Type.Size() == t.Type.Size(), ours.Name()+"."+o.Name)
	}
}
func num(L *lua.LState, v lua.LNumber) lua.LValue { return lnumber2I(regOf(L).alloc, v) }

func setReg(L *lua.LState, i int, v lua.LValue) {
	rg := regOf(L)
	if i >= len(rg.array) {
		growReg(L, rg, i+1)
	}
	rg.array[i] = v
	if i >= rg.top {
		rg.top = i + 1
	}
}
func growReg(L *lua.LState, rg *registry, n int) {
	ns := n + rg.growBy
	if ns > rg.maxSize {
		ns = rg.maxSize
	}
	if ns < n {
		L.RaiseError("stack overflow")
	}
	a := make([]lua.LValue, ns)
	copy(a, rg.array[:rg.top])
	rg.array = a
}
func rk(rg *registry, cf *callFrame, i int) lua.LValue {
	if i&0x100 != 0 {
		return cf.Fn.Proto.Constants[i&0xff]
	}
	return rg.array[cf.LocalBase+i]
}

const maxSafe = 1<<53 - 1

// Int canonicalises an int64.
func Int(v int64) lua.LValue {
	if v >= -maxSafe && v <= maxSafe {
		return lua.LNumber(v)
	}
	return LInt(v)
}

// Flt canonicalises a float64 of float subtype.
func Flt(f float64) lua.LValue {
	if f == math.Trunc(f) && !math.IsInf(f, 0) {
		return LFloat(f)
	}
	return lua.LNumber(f)
}

// Num classifies: kind 0 = not a number, 1 = integer, 2 = float
func Num(v lua.LValue) (int64, float64, int) {
	switch x := v.(type) {
	case lua.LNumber:
		f := float64(x)
		if f >= -maxSafe && f <= maxSafe {
			if i := int64(f); float64(i) == f {
				return i, f, 1
			}
		}
		return 0, f, 2
	case LInt:
		return int64(x), float64(x), 1
	case LFloat:
		return 0, float64(x), 2
	}
	return 0, 0, 0
}

// F2I converts a float with exact integer value.
func F2I(f float64) (int64, bool) {
	if f >= -0x1p63 && f < 0x1p63 && f == math.Trunc(f) {
		return int64(f), true
	}
	return 0, false
}

// ToNum also accepts numeric strings.
func ToNum(v lua.LValue) (int64, float64, int) {
	if s, ok := v.(lua.LString); ok {
		i, f, k := syntax.ParseNumber(string(s))
		if k == 1 {
			f = float64(i)
		}
		return i, f, k
	}
	return Num(v)
}
func ToInt(v lua.LValue) (int64, bool) {
	i, f, k := ToNum(v)
	switch k {
	case 1:
		return i, true
	case 2:
		return F2I(f)
	}
	return 0, false
}
func Str(v lua.LValue) (string, bool) {
	switch x := v.(type) {
	case lua.LString:
		return string(x), true
	case lua.LNumber:
		f := float64(x)
		if f >= -maxSafe && f <= maxSafe {
			if i := int64(f); float64(i) == f {
				return strconv.FormatInt(i, 10), true
			}
		}
		return FmtFloat(f), true
	case LInt:
		return x.String(), true
	case LFloat:
		return x.String(), true
	}
	return "", false
}

var events = [...]string{lua.OP_ADD: "__add", lua.OP_SUB: "__sub", lua.OP_MUL: "__mul", lua.OP_DIV: "__div", lua.OP_MOD: "__mod", lua.OP_POW: "__pow", lua.OP_UNM: "__unm"}
var extEvents = [...]string{syntax.KIdiv: "__idiv", syntax.KBand: "__band", syntax.KBor: "__bor", syntax.KBxor: "__bxor", syntax.KShl: "__shl", syntax.KShr: "__shr", syntax.KBnot: "__bnot"}

func callMeta2(L *lua.LState, op, a, b lua.LValue) lua.LValue {
	L.Push(op)
	L.Push(a)
	L.Push(b)
	call(L, 2, 1)
	r := L.Get(-1)
	L.Pop(1)
	return r
}
func tryMeta(L *lua.LState, a, b lua.LValue, ev string) (lua.LValue, bool) {
	op := meta(L, a, ev)
	if op == lua.LNil {
		op = meta(L, b, ev)
	}
	if op == lua.LNil {
		return nil, false
	}
	return callMeta2(L, op, a, b), true
}

func modI(a, b int64) int64 {
	if b == -1 {
		return 0
	}
	m := a % b
	if m != 0 && (m^b) < 0 {
		m += b
	}
	return m
}
func divI(a, b int64) int64 {
	if b == -1 {
		return -a
	}
	q := a / b
	if (a^b) < 0 && q*b != a {
		q--
	}
	return q
}
func modF(a, b float64) float64 {
	if math.IsInf(b, 0) && !math.IsInf(a, 0) && a == a {
		if a == 0 || (a > 0) == (b > 0) {
			return a
		}
		return b
	}
	m := math.Mod(a, b)
	if m*b < 0 {
		m += b
	}
	return m
}

// Arith: slow but complete arithmetic.
func Arith(L *lua.LState, op int, a, b lua.LValue) lua.LValue {
	i1, f1, k1 := Num(a)
	i2, f2, k2 := Num(b)
	if k1 == 0 || k2 == 0 {
		if r, ok := tryMeta(L, a, b, events[op]); ok {
			return r
		}
		i1, f1, k1 = ToNum(a)
		i2, f2, k2 = ToNum(b)
		if k1 == 0 || k2 == 0 {
			bad := b
			if k1 == 0 {
				bad = a
			}
			L.RaiseError("attempt to perform arithmetic on a %s value%s", typeName(L, bad), varInfo(L, bad))
		}
	}
	if k1 == 1 && k2 == 1 {
		switch op {
		case lua.OP_ADD:
			return Int(i1 + i2)
		case lua.OP_SUB:
			return Int(i1 - i2)
		case lua.OP_MUL:
			return Int(i1 * i2)
		case lua.OP_MOD:
			if i2 == 0 {
				L.RaiseError("attempt to perform 'n%%0'")
			}
			return Int(modI(i1, i2))
		}
	}
	var r float64
	switch op {
	case lua.OP_ADD:
		r = f1 + f2
	case lua.OP_SUB:
		r = f1 - f2
	case lua.OP_MUL:
		r = f1 * f2
	case lua.OP_DIV:
		r = f1 / f2
	case lua.OP_MOD:
		r = modF(f1, f2)
	case lua.OP_POW:
		if f2 == 2 {
			r = f1 * f1
		} else {
			r = math.Pow(f1, f2)
		}
	}
	return Flt(r)
}

// isInt: LNumber of integer subtype
func isI(f float64) bool { return float64(int64(f)) == f }

func opArith(op int) instFunc {
	return func(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
		rg, cf := regOf(L), cfOf(L)
		a := rk(rg, cf, int(inst&0x1ff))
		b := rk(rg, cf, int(inst>>9)&0x1ff)
		ra := cf.LocalBase + int(inst>>18)&0xff
		if x, ok := a.(lua.LNumber); ok {
			if y, ok := b.(lua.LNumber); ok {
				var r float64
				switch op {
				case lua.OP_ADD:
					r = float64(x) + float64(y)
				case lua.OP_SUB:
					r = float64(x) - float64(y)
				case lua.OP_MUL:
					r = float64(x) * float64(y)
				case lua.OP_MOD:
					if y > 0 && x >= 0 && y <= maxSafe && x <= maxSafe {
						xi, yi := int64(x), int64(y)
						if float64(xi) == float64(x) && float64(yi) == float64(y) {
							setReg(L, ra, lnumber2I(rg.alloc, lua.LNumber(xi%yi)))
							return 0
						}
					}
					goto slow
				case lua.OP_DIV:
					r = float64(x) / float64(y)
					if r != math.Trunc(r) {
						setReg(L, ra, lnumber2I(rg.alloc, lua.LNumber(r)))
						return 0
					}
					goto slow
				default:
					goto slow
				}
				if r <= maxSafe && r >= -maxSafe && r != 0 {
					ri := int64(r)
					if float64(ri) != r { // non integral -> float subtype
						setReg(L, ra, lnumber2I(rg.alloc, lua.LNumber(r)))
						return 0
					}
					if isI(float64(x)) && isI(float64(y)) {
						setReg(L, ra, lnumber2I(rg.alloc, lua.LNumber(r)))
						return 0
					}
				}
			}
		}
	slow:
		v := Arith(L, op, a, b)
		setReg(L, ra, v)
		return 0
	}
}

func shl(a, b int64) int64 {
	switch {
	case b <= -64 || b >= 64:
		return 0
	case b >= 0:
		return int64(uint64(a) << uint(b))
	}
	return int64(uint64(a) >> uint(-b))
}

// Ext performs // and bitwise operators.
func Ext(L *lua.LState, kind int, a, b lua.LValue) lua.LValue {
	if kind == syntax.KIdiv {
		i1, f1, k1 := Num(a)
		i2, f2, k2 := Num(b)
		if k1 == 0 || k2 == 0 {
			if r, ok := tryMeta(L, a, b, "__idiv"); ok {
				return r
			}
			i1, f1, k1 = ToNum(a)
			i2, f2, k2 = ToNum(b)
			if k1 == 0 || k2 == 0 {
				bad := b
				if k1 == 0 {
					bad = a
				}
				L.RaiseError("attempt to perform arithmetic on a %s value%s", typeName(L, bad), varInfo(L, bad))
			}
		}
		if k1 == 1 && k2 == 1 {
			if i2 == 0 {
				L.RaiseError("attempt to perform 'n//0'")
			}
			return Int(divI(i1, i2))
		}
		return Flt(math.Floor(f1 / f2))
	}
	i1, ok1 := toIntStrict(a)
	i2, ok2 := toIntStrict(b)
	if kind == syntax.KBnot {
		i2, ok2 = 0, true
	}
	if !ok1 || !ok2 {
		bb := b
		if kind == syntax.KBnot {
			bb = a
		}
		if r, ok := tryMeta(L, a, bb, extEvents[kind]); ok {
			return r
		}
		i1, ok1 = ToInt(a)
		i2, ok2 = ToInt(bb)
		if !ok1 || !ok2 {
			bad := bb
			if !ok1 {
				bad = a
			}
			if _, _, k := Num(bad); k == 2 {
				L.RaiseError("number%s has no integer representation", varInfo(L, bad))
			}
			if s, ok := bad.(lua.LString); ok {
				if _, _, k := syntax.ParseNumber(string(s)); k == 2 {
					L.RaiseError("number has no integer representation")
				}
			}
			L.RaiseError("attempt to perform bitwise operation on a %s value%s", typeName(L, bad), varInfo(L, bad))
		}
	}
	switch kind {
	case syntax.KBand:
		return Int(i1 & i2)
	case syntax.KBor:
		return Int(i1 | i2)
	case syntax.KBxor:
		return Int(i1 ^ i2)
	case syntax.KShl:
		return Int(shl(i1, i2))
	case syntax.KShr:
		if i2 == math.MinInt64 {
			return Int(0)
		}
		return Int(shl(i1, -i2))
	case syntax.KBnot:
		return Int(^i1)
	}
	return lua.LNil
}
func toIntStrict(v lua.LValue) (int64, bool) {
	i, f, k := Num(v)
	if k == 1 {
		return i, true
	}
	if k == 2 {
		return F2I(f)
	}
	return 0, false
}
func typeName(L *lua.LState, v lua.LValue) string {
	if t := metaTable(L, v); t != nil && v.Type() != lua.LTString {
		if s, ok := t.metamethod(mName).(lua.LString); ok {
			return string(s)
		}
	}
	return v.Type().String()
}

// varInfo names the operand of the current instruction that holds v (like ldebug's varinfo).
func varInfo(L *lua.LState, v lua.LValue) string {
	cf := cfOf(L)
	if cf == nil || cf.Fn.IsG {
		return ""
	}
	rg := regOf(L)
	inst := cf.Fn.Proto.Code[cf.Pc-1]
	op := int(inst >> 26)
	b, c, a := int(inst&0x1ff), int(inst>>9)&0x1ff, int(inst>>18)&0xff
	var regs []int
	switch op {
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF, lua.OP_UNM, lua.OP_LEN:
		regs = []int{b}
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS, lua.OP_CALL, lua.OP_TAILCALL:
		regs = []int{a}
	case lua.OP_CONCAT:
		for i := b; i <= c; i++ {
			regs = append(regs, i)
		}
	default:
		regs = []int{b, c}
	}
	for _, r := range regs {
		if r&0x100 != 0 || rg.array[cf.LocalBase+r] != v {
			continue
		}
		if s := regName(cf.Fn.Proto, r, cf.Pc-1); s != "" {
			return s
		}
	}
	return ""
}
func regName(p *lua.FunctionProto, r, pc int) string {
	n := r
	for _, l := range p.DbgLocals {
		if l.StartPc > pc {
			break
		}
		if pc < l.EndPc {
			if n == 0 {
				if l.Name[0] == '(' {
					return ""
				}
				return " (local '" + l.Name + "')"
			}
			n--
		}
	}
	for i := pc - 1; i >= 0; i-- {
		w := p.Code[i]
		if int(w>>18)&0xff != r {
			continue
		}
		switch int(w >> 26) {
		case lua.OP_GETGLOBAL:
			return " (global '" + p.Constants[w&0x3ffff].String() + "')"
		case lua.OP_GETUPVAL:
			return " (upvalue '" + p.DbgUpvalues[w&0x1ff] + "')"
		case lua.OP_GETTABLEKS:
			return " (field '" + kname(p, w) + "')"
		case lua.OP_SELF:
			return " (method '" + kname(p, w) + "')"
		}
		return ""
	}
	return ""
}
func kname(p *lua.FunctionProto, w uint32) string {
	c := int(w>>9) & 0x1ff
	if c&0x100 != 0 {
		return p.Constants[c&0xff].String()
	}
	return "?"
}

// opNop: escape for // and bit operators: [NOP r x y][UNM a r kind]
func opNop(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	if (inst>>18)&0xff != 0xff { // genuine NOP (a zero-distance JMP rewritten by patchCode)
		return 0
	}
	rg, cf := regOf(L), cfOf(L)
	w := cf.Fn.Proto.Code[cf.Pc]
	cf.Pc++
	kind := int(w>>9) & 0x1ff
	a := rk(rg, cf, int(inst&0x1ff))
	b := rk(rg, cf, int(inst>>9)&0x1ff)
	ra := cf.LocalBase + int(w>>18)&0xff
	if x, ok := a.(lua.LNumber); ok {
		if y, ok := b.(lua.LNumber); ok {
			if x >= -maxSafe && x <= maxSafe && y >= -maxSafe && y <= maxSafe {
				i, j := int64(x), int64(y)
				if float64(i) == float64(x) && float64(j) == float64(y) {
					var r int64
					switch kind {
					case syntax.KIdiv:
						if j == 0 {
							goto slow
						}
						r = divI(i, j)
					case syntax.KBand:
						r = i & j
					case syntax.KBor:
						r = i | j
					case syntax.KBxor:
						r = i ^ j
					case syntax.KShl:
						r = shl(i, j)
					case syntax.KShr:
						r = shl(i, -j)
					case syntax.KBnot:
						r = ^i
					}
					if r >= -maxSafe && r <= maxSafe {
						setReg(L, ra, lnumber2I(rg.alloc, lua.LNumber(r)))
					} else {
						setReg(L, ra, LInt(r))
					}
					return 0
				}
			}
		}
	}
slow:
	setReg(L, ra, Ext(L, kind, a, b))
	return 0
}

func opUnm(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	a := rk(rg, cf, int(inst&0x1ff))
	ra := cf.LocalBase + int(inst>>18)&0xff
	i, f, k := Num(a)
	var v lua.LValue
	switch k {
	case 1:
		v = Int(-i)
	case 2:
		v = Flt(-f)
	default:
		if r, ok := tryMeta(L, a, a, "__unm"); ok {
			v = r
		} else if i, f, k = ToNum(a); k == 1 {
			v = Int(-i)
		} else if k == 2 {
			v = Flt(-f)
		} else {
			L.RaiseError("attempt to perform arithmetic on a %s value", typeName(L, a))
		}
	}
	setReg(L, ra, v)
	return 0
}

func numEq(a, b lua.LValue) bool {
	i1, f1, k1 := Num(a)
	i2, f2, k2 := Num(b)
	if k1 == k2 {
		if k1 == 1 {
			return i1 == i2
		}
		return f1 == f2
	}
	if k1 == 2 {
		j, ok := F2I(f1)
		return ok && j == i2
	}
	j, ok := F2I(f2)
	return ok && j == i1
}
func RawEq(a, b lua.LValue) bool {
	t := a.Type()
	if t != b.Type() {
		return false
	}
	if t == lua.LTNumber {
		return numEq(a, b)
	}
	return a == b
}
func Eq(L *lua.LState, a, b lua.LValue) bool {
	t := a.Type()
	if t != b.Type() {
		return false
	}
	if t == lua.LTNumber {
		return numEq(a, b)
	}
	if a == b {
		return true
	}
	if t == lua.LTTable || t == lua.LTUserData {
		op := metaN(L, a, mEq)
		if op == lua.LNil {
			op = metaN(L, b, mEq)
		}
		if op != lua.LNil {
			return lua.LVAsBool(callMeta2(L, op, a, b))
		}
	}
	return false
}
func opEq(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	a := rk(rg, cf, int(inst&0x1ff))
	b := rk(rg, cf, int(inst>>9)&0x1ff)
	var r bool
	if x, ok := a.(lua.LNumber); ok {
		if y, ok := b.(lua.LNumber); ok {
			r = x == y
			goto done
		}
	} else if x, ok := a.(lua.LString); ok {
		if y, ok := b.(lua.LString); ok {
			r = x == y
		}
		goto done
	}
	r = Eq(L, a, b)
done:
	v := 1
	if r {
		v = 0
	}
	if v == int(inst>>18)&0xff {
		cf.Pc++
	}
	return 0
}
func ltNum(i1 int64, f1 float64, k1 int, i2 int64, f2 float64, k2 int) bool {
	if k1 == 1 && k2 == 1 {
		return i1 < i2
	}
	if k1 == 2 && k2 == 2 {
		return f1 < f2
	}
	if k1 == 1 { // int < float
		if f2 != f2 {
			return false
		}
		if f2 >= 0x1p63 {
			return true
		}
		if f2 < -0x1p63 {
			return false
		}
		return i1 < int64(math.Ceil(f2))
	}
	if f1 != f1 {
		return false
	}
	if f1 >= 0x1p63 {
		return false
	}
	if f1 < -0x1p63 {
		return true
	}
	return int64(math.Floor(f1)) < i2
}
func leNum(i1 int64, f1 float64, k1 int, i2 int64, f2 float64, k2 int) bool {
	if k1 == 2 && f1 != f1 || k2 == 2 && f2 != f2 {
		return false
	}
	return !ltNum(i2, f2, k2, i1, f1, k1)
}

// Less implements a < b (le: a <= b).
func Less(L *lua.LState, a, b lua.LValue, le bool) bool {
	i1, f1, k1 := Num(a)
	i2, f2, k2 := Num(b)
	if k1 != 0 && k2 != 0 {
		if le {
			return leNum(i1, f1, k1, i2, f2, k2)
		}
		return ltNum(i1, f1, k1, i2, f2, k2)
	}
	if s1, ok := a.(lua.LString); ok {
		if s2, ok := b.(lua.LString); ok {
			if le {
				return s1 <= s2
			}
			return s1 < s2
		}
	}
	ev := "__lt"
	if le {
		ev = "__le"
	}
	if r, ok := tryMeta(L, a, b, ev); ok {
		return lua.LVAsBool(r)
	}
	t1, t2 := typeName(L, a), typeName(L, b)
	if t1 == t2 {
		L.RaiseError("attempt to compare two %s values", t1)
	}
	L.RaiseError("attempt to compare %s with %s", t1, t2)
	return false
}
func opCmp(le bool) instFunc {
	return func(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
		rg, cf := regOf(L), cfOf(L)
		a := rk(rg, cf, int(inst&0x1ff))
		b := rk(rg, cf, int(inst>>9)&0x1ff)
		var r bool
		if x, ok := a.(lua.LNumber); ok {
			if y, ok := b.(lua.LNumber); ok {
				if le {
					r = x <= y
				} else {
					r = x < y
				}
				goto done
			}
		}
		r = Less(L, a, b, le)
	done:
		v := 1
		if r {
			v = 0
		}
		if v == int(inst>>18)&0xff {
			cf.Pc++
		}
		return 0
	}
}
func opConcat(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	b, c := cf.LocalBase+int(inst&0x1ff), cf.LocalBase+int(inst>>9)&0x1ff
	ra := cf.LocalBase + int(inst>>18)&0xff
	vals := rg.array[b : c+1]
	// fast: all convertible
	n := 0
	var parts [16]string
	ps := parts[:0]
	all := true
	for _, v := range vals {
		s, ok := Str(v)
		if !ok {
			all = false
			break
		}
		n += len(s)
		ps = append(ps, s)
	}
	if all {
		buf := make([]byte, 0, n)
		for _, s := range ps {
			buf = append(buf, s...)
		}
		setReg(L, ra, lua.LString(unsafe.String(unsafe.SliceData(buf), len(buf))))
		return 0
	}
	tmp := append([]lua.LValue(nil), vals...)
	acc := tmp[len(tmp)-1]
	for i := len(tmp) - 2; i >= 0; i-- {
		acc = Concat(L, tmp[i], acc)
	}
	setReg(L, ra, acc)
	return 0
}
func Concat(L *lua.LState, a, b lua.LValue) lua.LValue {
	s1, ok1 := Str(a)
	s2, ok2 := Str(b)
	if ok1 && ok2 {
		return lua.LString(s1 + s2)
	}
	if r, ok := tryMeta(L, a, b, "__concat"); ok {
		return r
	}
	bad := b
	if !ok1 {
		bad = a
	}
	L.RaiseError("attempt to concatenate a %s value%s", typeName(L, bad), varInfo(L, bad))
	return nil
}

// Key normalises a float key with integer value.
func Key(k lua.LValue) lua.LValue {
	if f, ok := k.(LFloat); ok {
		if i, ok := F2I(float64(f)); ok {
			return Int(i)
		}
	}
	return k
}
func forErr(L *lua.LState, what string, v lua.LValue) {
	L.RaiseError("'for' %s must be a number", what)
}
func opForPrep(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	ra := cf.LocalBase + int(inst>>18)&0xff
	sbx := int(inst&0x3ffff) - (1<<18-1)>>1
	init, lim, step := rg.array[ra], rg.array[ra+1], rg.array[ra+2]
	i0, f0, k0 := Num(init)
	i1, f1, k1 := Num(lim)
	i2, f2, k2 := Num(step)
	if k0 == 0 || k1 == 0 || k2 == 0 {
		if k0 == 0 {
			forErr(L, "initial value", init)
		}
		if k1 == 0 {
			forErr(L, "limit", lim)
		}
		forErr(L, "step", step)
	}
	if k0 == 1 && k2 == 1 {
		if i2 == 0 {
			L.RaiseError("'for' step is zero")
		}
		if k1 == 2 {
			if f1 != f1 {
				i1 = i0
				if i2 > 0 {
					i1 = i0 - 1
				} else {
					i1 = i0 + 1
				}
			} else if i2 > 0 {
				i1 = clip(math.Floor(f1))
			} else {
				i1 = clip(math.Ceil(f1))
			}
		}
		if i0 >= -maxSafe+1 && i0 <= maxSafe-1 && i1 >= -maxSafe && i1 <= maxSafe && i2 > -maxSafe/2 && i2 < maxSafe/2 {
			// common: all exactly representable; pre-subtract and run on float64
			setReg(L, ra, lnumber2I(rg.alloc, lua.LNumber(float64(i0)-float64(i2))))
			setReg(L, ra+1, lnumber2I(rg.alloc, lua.LNumber(float64(i1))))
			cf.Pc += sbx
			return 0
		}
		// big integers: LInt index + remaining count in limit slot (as LInt/unsigned)
		var cnt uint64
		if i2 > 0 && i0 <= i1 {
			cnt = (uint64(i1) - uint64(i0)) / uint64(i2)
		} else if i2 < 0 && i0 >= i1 {
			cnt = (uint64(i0) - uint64(i1)) / (uint64(-(i2 + 1)) + 1)
		} else {
			setReg(L, ra, bigFor{})
			cf.Pc += sbx
			return 0
		}
		setReg(L, ra, bigFor{next: i0, left: cnt, more: true})
		cf.Pc += sbx
		return 0
	}
	if f2 == 0 {
		L.RaiseError("'for' step is zero")
	}
	setReg(L, ra, floatFor{f0, f1, f2, false})
	cf.Pc += sbx
	return 0
}
func clip(f float64) int64 {
	if f >= 0x1p63 {
		return math.MaxInt64
	}
	if f < -0x1p63 {
		return math.MinInt64
	}
	return int64(f)
}

type bigFor struct {
	next int64
	left uint64
	more bool
}
type floatFor struct {
	idx, lim, step float64
	started        bool
}

func (bigFor) String() string         { return "for" }
func (bigFor) Type() lua.LValueType   { return lua.LTUserData }
func (floatFor) String() string       { return "for" }
func (floatFor) Type() lua.LValueType { return lua.LTUserData }

func opForLoop(L *lua.LState, inst uint32, base unsafe.Pointer) int {
	rg, cf := regOf(L), cfOf(L)
	ra := cf.LocalBase + int(inst>>18)&0xff
	sbx := int(inst&0x3ffff) - (1<<18-1)>>1
	if atomic.LoadInt32(IntrFlag(L)) != 0 {
		interrupted(L)
	}
	switch x := rg.array[ra].(type) {
	case lua.LNumber:
		lim := rg.array[ra+1].(lua.LNumber)
		step := rg.array[ra+2].(lua.LNumber)
		x += step
		if step > 0 && x <= lim || step <= 0 && x >= lim {
			v := lnumber2I(rg.alloc, x)
			setReg(L, ra, v)
			cf.Pc += sbx
			setReg(L, ra+3, v)
		}
	case bigFor:
		if x.more {
			v := x.next
			if x.left == 0 {
				x.more = false
			} else {
				x.left--
				s, _, _ := Num(rg.array[ra+2])
				x.next += s
			}
			setReg(L, ra, x)
			setReg(L, ra+3, Int(v))
			cf.Pc += sbx
		}
	case floatFor:
		if x.started {
			x.idx += x.step
		}
		x.started = true
		if x.step > 0 && x.idx <= x.lim || x.step < 0 && x.lim <= x.idx {
			setReg(L, ra, x)
			setReg(L, ra+3, Flt(x.idx))
			cf.Pc += sbx
		}
	}
	return 0
}

// Interrupt support: set IntrFlag(L)=1 from another goroutine.
var Killed = lua.LString("\x00killed")

func interrupted(L *lua.LState) {
	panic(&KillError{})
}

type KillError struct{}

func (*KillError) Error() string { return "interrupted" }

func withCheck(op int) {
	orig := jumpTable[op]
	jumpTable[op] = func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		if atomic.LoadInt32(IntrFlag(L)) != 0 {
			interrupted(L)
		}
		return orig(L, inst, base)
	}
}
func opJmp(L *lua.LState, inst uint32, _ unsafe.Pointer) int {
	cf := cfOf(L)
	sbx := int(inst&0x3ffff) - (1<<18-1)>>1
	if sbx < 0 && atomic.LoadInt32(IntrFlag(L)) != 0 {
		interrupted(L)
	}
	cf.Pc += sbx
	return 0
}

var Orig [lua.OP_NOP + 1]instFunc

func init() {
	lt := reflect.TypeOf(lua.LState{})
	f, ok := lt.FieldByName("reg")
	must(ok, "LState.reg")
	offReg = f.Offset
	checkMirror(f.Type.Elem(), reflect.TypeOf(registry{}))
	f, ok = lt.FieldByName("currentFrame")
	must(ok, "LState.currentFrame")
	offFrame = f.Offset
	checkMirror(f.Type.Elem(), reflect.TypeOf(callFrame{}))
	f, ok = reflect.TypeOf(lua.Global{}).FieldByName("gccount")
	must(ok && f.Type.Kind() == reflect.Int32, "Global.gccount")
	offIntr = f.Offset
	lua.CompatVarArg = false
	Orig = jumpTable
	Install()
}
func Install() {
	for _, op := range []int{lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW} {
		jumpTable[op] = opArith(op)
	}
	jumpTable[lua.OP_UNM] = opUnm
	jumpTable[lua.OP_EQ] = opEq
	jumpTable[lua.OP_LT] = opCmp(false)
	jumpTable[lua.OP_LE] = opCmp(true)
	jumpTable[lua.OP_CONCAT] = opConcat
	jumpTable[lua.OP_GETTABLE] = opGetTable
	jumpTable[lua.OP_SETTABLE] = opSetTable
	jumpTable[lua.OP_FORPREP] = opForPrep
	jumpTable[lua.OP_FORLOOP] = opForLoop
	jumpTable[lua.OP_NOP] = opNop
	jumpTable[lua.OP_JMP] = opJmp
	jumpTable[lua.OP_GETTABLEKS] = opGetTableKS
	jumpTable[lua.OP_SETTABLEKS] = opSetTableKS
	jumpTable[lua.OP_GETGLOBAL] = opGetGlobal
	jumpTable[lua.OP_SETGLOBAL] = opSetGlobal
	jumpTable[lua.OP_NEWTABLE] = opNewTable
	jumpTable[lua.OP_SETLIST] = opSetList
	jumpTable[lua.OP_LEN] = opLen
	jumpTable[lua.OP_TFORLOOP] = opTForLoop(Orig[lua.OP_TFORLOOP])
	jumpTable[lua.OP_SELF] = opSelf
	jumpTable[lua.OP_CALL] = opCall(Orig[lua.OP_CALL])
	jumpTable[lua.OP_TAILCALL] = opCall(Orig[lua.OP_TAILCALL])
}
func Uninstall() { jumpTable = Orig }

// Patch rewrites tagged instruction pairs and placeholder constants.
func Patch(p *lua.FunctionProto) {
	defer func() { intern(p); fixSetList(p) }()
	for i, k := range p.Constants {
		if s, ok := k.(lua.LString); ok && len(s) > 3 && s[:2] == syntax.ConstPrefix {
			if s[2] == 'i' {
				v, _ := strconv.ParseInt(string(s[3:]), 10, 64)
				p.Constants[i] = Int(v)
			} else {
				v, _ := strconv.ParseUint(string(s[3:]), 16, 64)
				p.Constants[i] = Flt(math.Float64frombits(v))
			}
		}
	}
	for pc := 0; pc < len(p.Code); pc++ {
		tag := p.DbgSourcePositions[pc] >> 24
		if tag == 0 {
			continue
		}
		op := int(p.Code[pc] >> 26)
		if op == lua.OP_POW && pc+1 < len(p.Code) && int(p.Code[pc+1]>>26) == lua.OP_UNM {
			// A field is free in the first word: mark it non-zero
			p.Code[pc] = uint32(lua.OP_NOP)<<26 | 0xff<<18 | p.Code[pc]&0x3ffff
			p.Code[pc+1] = p.Code[pc+1]&^uint32(0x1ff<<9) | uint32(tag)<<9
		} else if op == lua.OP_POW {
			panic(fmt.Sprintf("v54: unpaired ext op at pc %d", pc))
		}
		p.DbgSourcePositions[pc] &= syntax.LineMask
	}
	for i := range p.DbgSourcePositions {
		p.DbgSourcePositions[i] &= syntax.LineMask
	}
	p.Code = append([]uint32(nil), p.Code...) // compiler leaves cap 1024 slices behind (12 KB per function)
	p.DbgSourcePositions = append([]int(nil), p.DbgSourcePositions...)
	p.DbgCalls = append([]lua.DbgCall(nil), p.DbgCalls...)
	for _, c := range p.FunctionPrototypes {
		Patch(c)
	}
}

// Compile parses 5.4 source and yields a patched prototype.
func Compile(src, name string) (*lua.FunctionProto, error) {
	st, err := syntax.Parse(src, name, syntax.ModeNative)
	if err != nil {
		return nil, err
	}
	pr, err := lua.Compile(st, name)
	if err != nil {
		return nil, err
	}
	Patch(pr)
	return pr, nil
}
