package vm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"sort"
	"strconv"
	"strings"

	"github.com/luaws/luaws/luahost/lua54/syntax"

	lua "github.com/yuin/gopher-lua"
)

func argErr(L *lua.LState, n int, msg string) {
	name := "?"
	if cf := cfOf(L); cf != nil && cf.Parent != nil && !cf.Parent.Fn.IsG {
		for _, c := range cf.Parent.Fn.Proto.DbgCalls {
			if c.Pc == cf.Parent.Pc-1 {
				name = c.Name
			}
		}
		if w := cf.Parent.Fn.Proto.Code[cf.Parent.Pc-1]; int(w>>26) == lua.OP_CALL {
			for i := cf.Parent.Pc - 2; i >= 0; i-- {
				x := cf.Parent.Fn.Proto.Code[i]
				if int(x>>18)&0xff == int(w>>18)&0xff {
					if int(x>>26) == lua.OP_SELF {
						n--
						if n == 0 {
							L.RaiseError("calling '%s' on bad self (%s)", name, msg)
						}
					}
					break
				}
			}
		}
	}
	L.RaiseError("bad argument #%d to '%s' (%s)", n, name, msg)
}
func typeErr(L *lua.LState, n int, want string) {
	got := "no value"
	if n <= L.GetTop() {
		got = typeName(L, L.Get(n))
	}
	argErr(L, n, fmt.Sprintf("%s expected, got %s", want, got))
}
func ckInt(L *lua.LState, n int) int64 {
	v := L.Get(n)
	if i, ok := ToInt(v); ok {
		return i
	}
	if _, _, k := ToNum(v); k == 2 {
		argErr(L, n, "number has no integer representation")
	}
	typeErr(L, n, "number")
	return 0
}
func optInt(L *lua.LState, n int, d int64) int64 {
	if L.Get(n) == lua.LNil {
		return d
	}
	return ckInt(L, n)
}
func ckNum(L *lua.LState, n int) (int64, float64, int) {
	i, f, k := ToNum(L.Get(n))
	if k == 0 {
		typeErr(L, n, "number")
	}
	return i, f, k
}
func ckFlt(L *lua.LState, n int) float64 {
	_, f, _ := ckNum(L, n)
	return f
}
func ckStr(L *lua.LState, n int) string {
	s, ok := Str(L.Get(n))
	if !ok {
		typeErr(L, n, "string")
	}
	return s
}
func optStr(L *lua.LState, n int, d string) string {
	if L.Get(n) == lua.LNil {
		return d
	}
	return ckStr(L, n)
}
func ckTab(L *lua.LState, n int) *Table {
	t, ok := L.Get(n).(*Table)
	if !ok {
		typeErr(L, n, "table")
	}
	return t
}

// ToString is luaL_tolstring.
func ToString(L *lua.LState, v lua.LValue) string {
	if s, ok := Str(v); ok {
		return s
	}
	if h := meta(L, v, "__tostring"); h != lua.LNil {
		L.Push(h)
		L.Push(v)
		call(L, 1, 1)
		r := L.Get(-1)
		L.Pop(1)
		s, ok := Str(r)
		if !ok {
			L.RaiseError("'__tostring' must return a string")
		}
		return s
	}
	switch x := v.(type) {
	case *Table:
		if n := typeName(L, v); n != "table" {
			return fmt.Sprintf("%s: %p", n, x)
		}
	case *lua.LFunction:
		if x.IsG {
			return fmt.Sprintf("function: builtin: %p", x)
		}
	}
	return v.String()
}

// Open installs a 5.4 flavoured library set into a stock LState.
func Open(L *lua.LState) *State {
	st := &State{L: L}
	G := st.bridge(L)
	reg := func(n string, f lua.LGFunction) { G.RawSetString(n, L.NewFunction(f)) }
	reg("require", func(L *lua.LState) int {
		n := ckStr(L, 1)
		ld := G.RawGetString("package").(*Table).RawGetString("loaded").(*Table)
		if v := ld.RawGetString(n); v != lua.LNil {
			L.Push(v)
			return 1
		}
		bs, err := os.ReadFile(n + ".lua")
		if err != nil {
			L.RaiseError("module '%s' not found", n)
		}
		pr, err := Compile(string(bs), n+".lua")
		if err != nil {
			L.RaiseError("%s", err.Error())
		}
		L.Push(L.NewFunctionFromProto(pr))
		L.Push(lua.LString(n))
		call(L, 1, 1)
		v := L.Get(-1)
		if v == lua.LNil {
			v = lua.LTrue
		}
		ld.RawSetString(n, v)
		L.Push(v)
		return 1
	})
	G.RawSetString("_VERSION", lua.LString("Lua 5.4"))
	reg("print", func(L *lua.LState) int {
		var b strings.Builder
		for i := 1; i <= L.GetTop(); i++ {
			if i > 1 {
				b.WriteByte('\t')
			}
			b.WriteString(ToString(L, L.Get(i)))
		}
		b.WriteByte('\n')
		os.Stdout.WriteString(b.String())
		return 0
	})
	reg("tostring", func(L *lua.LState) int {
		if L.GetTop() < 1 {
			argErr(L, 1, "value expected")
		}
		L.Push(lua.LString(ToString(L, L.Get(1))))
		return 1
	})
	reg("type", func(L *lua.LState) int {
		if L.GetTop() < 1 {
			argErr(L, 1, "value expected")
		}
		L.Push(lua.LString(L.Get(1).Type().String()))
		return 1
	})
	reg("tonumber", func(L *lua.LState) int {
		if L.Get(2) == lua.LNil {
			if L.GetTop() < 1 {
				argErr(L, 1, "value expected")
			}
			v := L.Get(1)
			if s, ok := v.(lua.LString); ok {
				i, f, k := syntax.ParseNumber(string(s))
				switch k {
				case 1:
					L.Push(Int(i))
				case 2:
					L.Push(Flt(f))
				default:
					L.Push(lua.LNil)
				}
				return 1
			}
			if v.Type() != lua.LTNumber {
				v = lua.LNil
			}
			L.Push(v)
			return 1
		}
		b := ckInt(L, 2)
		sv, ok := L.Get(1).(lua.LString)
		if !ok {
			typeErr(L, 1, "string")
		}
		if b < 2 || b > 36 {
			argErr(L, 2, "base out of range")
		}
		s := strings.ToLower(strings.Trim(string(sv), " \t\n\r\f\v"))
		neg := strings.HasPrefix(s, "-")
		s = strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
		var r int64
		good := s != ""
		for i := 0; i < len(s); i++ {
			d := int64(99)
			switch c := s[i]; {
			case c >= '0' && c <= '9':
				d = int64(c - '0')
			case c >= 'a' && c <= 'z':
				d = int64(c-'a') + 10
			}
			if d >= b {
				good = false
				break
			}
			r = r*b + d
		}
		if !good {
			L.Push(lua.LNil)
			return 1
		}
		if neg {
			r = -r
		}
		L.Push(Int(r))
		return 1
	})
	reg("rawequal", func(L *lua.LState) int { L.Push(lua.LBool(RawEq(L.CheckAny(1), L.CheckAny(2)))); return 1 })
	reg("rawget", func(L *lua.LState) int { L.Push(ckTab(L, 1).RawGet(Key(L.CheckAny(2)))); return 1 })
	reg("rawset", func(L *lua.LState) int {
		RawSet(L, ckTab(L, 1), Key(L.CheckAny(2)), L.CheckAny(3))
		L.Push(L.Get(1))
		return 1
	})
	reg("rawlen", func(L *lua.LState) int {
		switch x := L.Get(1).(type) {
		case *Table:
			L.Push(lua.LNumber(x.Len()))
		case lua.LString:
			L.Push(lua.LNumber(len(x)))
		default:
			argErr(L, 1, "table or string expected")
		}
		return 1
	})
	next := L.NewFunction(func(L *lua.LState) int {
		t := ckTab(L, 1)
		k, v, ok := t.Next(Key(L.Get(2)))
		if !ok {
			L.RaiseError("invalid key to 'next'")
		}
		L.Push(k)
		if k == lua.LNil {
			return 1
		}
		L.Push(v)
		return 2
	})
	G.RawSetString("next", next)
	st.next = next
	reg("pairs", func(L *lua.LState) int {
		v := L.CheckAny(1)
		if h := meta(L, v, "__pairs"); h != lua.LNil {
			L.Push(h)
			L.Push(v)
			call(L, 1, 3)
			return 3
		}
		ckTab(L, 1)
		L.Push(next)
		L.Push(v)
		L.Push(lua.LNil)
		return 3
	})
	ipairsaux := L.NewFunction(func(L *lua.LState) int {
		i := ckInt(L, 2) + 1
		v := index(L, L.Get(1), Int(i))
		if v == lua.LNil {
			L.Push(lua.LNil)
			return 1
		}
		L.Push(Int(i))
		L.Push(v)
		return 2
	})
	reg("ipairs", func(L *lua.LState) int {
		v := L.CheckAny(1)
		L.Push(ipairsaux)
		L.Push(v)
		L.Push(lua.LNumber(0))
		return 3
	})
	reg("select", func(L *lua.LState) int {
		if s, ok := L.Get(1).(lua.LString); ok && s == "#" {
			L.Push(lua.LNumber(L.GetTop() - 1))
			return 1
		}
		n := ckInt(L, 1)
		top := int64(L.GetTop())
		if n < 0 {
			n = top + n
			if n < 1 {
				argErr(L, 1, "index out of range")
			}
			return int(top - n)
		}
		if n == 0 {
			argErr(L, 1, "index out of range")
		}
		if n >= top {
			return 0
		}
		return int(top - n)
	})
	pc := func(L *lua.LState, h lua.LValue, nargs int) int {
		base := L.GetTop() - nargs - 1
		e, ok := st.PCall(L, nargs, h)
		if !ok {
			L.Push(lua.LFalse)
			L.Push(e)
			return 2
		}
		L.Insert(lua.LTrue, base+1)
		return L.GetTop() - base
	}
	reg("pcall", func(L *lua.LState) int {
		L.CheckAny(1)
		return pc(L, nil, L.GetTop()-1)
	})
	reg("xpcall", func(L *lua.LState) int {
		var h lua.LValue = L.CheckFunction(2)
		f := L.Get(1)
		as := args(L, 3)
		L.SetTop(0)
		L.Push(f)
		push(L, as)
		return pc(L, h, len(as))
	})
	reg("error", func(L *lua.LState) int {
		lv := int(optInt(L, 2, 1))
		v := L.Get(1)
		if s, ok := v.(lua.LString); ok && lv > 0 {
			if w := whereLua(L, lv); w != "" {
				v = lua.LString(w + " " + string(s))
			}
		}
		st.raise(L, v, st.handler)
		return 0
	})
	reg("assert", func(L *lua.LState) int {
		if lua.LVAsBool(L.Get(1)) {
			return L.GetTop()
		}
		if L.GetTop() < 1 {
			argErr(L, 1, "value expected")
		}
		var v lua.LValue = lua.LString("assertion failed!")
		if L.GetTop() >= 2 {
			v = L.Get(2)
		}
		st.raise(L, v, st.handler)
		return 0
	})
	reg("collectgarbage", func(L *lua.LState) int {
		switch optStr(L, 1, "collect") {
		case "count":
			L.Push(lua.LNumber(1000.5))
			return 1
		case "isrunning", "step":
			L.Push(lua.LTrue)
			return 1
		case "generational", "incremental":
			L.Push(lua.LString("incremental"))
			return 1
		}
		L.Push(lua.LNumber(0))
		return 1
	})
	load := func(L *lua.LState, src, name string, env lua.LValue, hasEnv bool) int {
		pr, err := Compile(src, name)
		if err != nil {
			L.Push(lua.LNil)
			L.Push(lua.LString(err.Error()))
			return 2
		}
		f := L.NewFunctionFromProto(pr)
		f.Env = L.G.Global
		if hasEnv {
			if t, ok := env.(*Table); ok {
				f.Env = anchor(t)
			}
		}
		L.Push(f)
		return 1
	}
	reg("load", func(L *lua.LState) int {
		var src string
		name := ""
		if s, ok := Str(L.Get(1)); ok {
			src = s
			name = "=[string \"" + firstLine(s) + "\"]"
		} else {
			f := L.CheckFunction(1)
			var b strings.Builder
			for {
				L.Push(f)
				call(L, 0, 1)
				r := L.Get(-1)
				L.Pop(1)
				if r == lua.LNil || r == lua.LString("") {
					break
				}
				s, ok := Str(r)
				if !ok {
					L.Push(lua.LNil)
					L.Push(lua.LString("reader function must return a string"))
					return 2
				}
				b.WriteString(s)
			}
			src = b.String()
			name = "=(load)"
		}
		name = optStr(L, 2, name)
		if m := optStr(L, 3, "bt"); !strings.Contains(m, "t") {
			L.Push(lua.LNil)
			L.Push(lua.LString("attempt to load a text chunk (mode is '" + m + "')"))
			return 2
		}
		return load(L, src, ChunkID(name), L.Get(4), L.GetTop() >= 4)
	})
	reg("loadfile", func(L *lua.LState) int {
		b, err := os.ReadFile(ckStr(L, 1))
		if err != nil {
			L.Push(lua.LNil)
			L.Push(lua.LString(err.Error()))
			return 2
		}
		return load(L, string(b), ckStr(L, 1), L.Get(3), L.GetTop() >= 3)
	})
	reg("dofile", func(L *lua.LState) int {
		b, err := os.ReadFile(ckStr(L, 1))
		if err != nil {
			L.RaiseError("%s", err.Error())
		}
		if load(L, string(b), ckStr(L, 1), nil, false) == 2 {
			panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: L.Get(-1)})
		}
		t := L.GetTop()
		call(L, 0, lua.MultRet)
		return L.GetTop() - t + 1
	})
	reg("warn", func(L *lua.LState) int { return 0 })
	// hidden intrinsics
	reg("\x00env", func(L *lua.LState) int {
		L.Push(envOf(cfOf(L).Parent.Fn))
		return 1
	})
	st.fall = NewTable(0, 0)
	G.RawSetString("\x00fall", st.fall)
	reg("\x00pack", func(L *lua.LState) int {
		t := NewTable(0, 0)
		n := L.GetTop()
		for i := 1; i <= n; i++ {
			t.RawSetInt(i, L.Get(i))
		}
		t.RawSetString("n", lua.LNumber(n))
		L.Push(t)
		return 1
	})
	reg("\x00unpack", func(L *lua.LState) int {
		t := L.Get(1).(*Table)
		n := int(t.RawGetString("n").(lua.LNumber))
		for i := 1; i <= n; i++ {
			L.Push(t.RawGetInt(i))
		}
		return n
	})
	reg("\x00tbc", func(L *lua.LState) int {
		v := L.Get(1)
		var h lua.LValue = lua.LNil
		if v != lua.LNil && v != lua.LFalse {
			if h = meta(L, v, "__close"); h == lua.LNil {
				L.RaiseError("variable got a non-closable value")
			}
		}
		as := args(L, 3)
		base := L.GetTop()
		L.Push(L.Get(2))
		push(L, as)
		e, ok := st.PCall(L, len(as), nil)
		if !ok {
			if h != lua.LNil {
				L.Push(h)
				L.Push(v)
				L.Push(e)
				call(L, 2, 0)
			}
			panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: e, StackTrace: " "})
		}
		n := L.GetTop() - base
		if h != lua.LNil {
			L.Push(h)
			L.Push(v)
			L.Push(lua.LNil)
			call(L, 2, 0)
		}
		return n
	})
	st.openMath(L)
	st.openTable(L)
	st.openString(L)
	st.openCo(L)
	if ld, ok := G.RawGetString("package").(*Table).RawGetString("loaded").(*Table); ok {
		for _, n := range []string{"math", "table", "string", "coroutine", "utf8"} {
			ld.RawSetString(n, G.RawGetString(n))
		}
	}
	// require/package from stock loadlib would use the 5.1 compiler: override searcher-less require of preload only
	return st
}
func firstLine(s string) string {
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		s = s[:i] + "..."
	}
	if len(s) > 45 {
		s = s[:42] + "..."
	}
	return s
}

// ChunkID maps a chunkname to the displayed source.
func ChunkID(n string) string {
	if n == "" {
		return "[string \"\"]"
	}
	switch n[0] {
	case '=', '@':
		return n[1:]
	}
	return "[string \"" + firstLine(n) + "\"]"
}

func (st *State) openMath(L *lua.LState) {
	t := NewTable(0, 0)
	fn := func(n string, f lua.LGFunction) { t.RawSetString(n, L.NewFunction(f)) }
	t.RawSetString("pi", lua.LNumber(math.Pi))
	t.RawSetString("huge", lua.LNumber(math.Inf(1)))
	t.RawSetString("maxinteger", LInt(math.MaxInt64))
	t.RawSetString("mininteger", LInt(math.MinInt64))
	f1 := func(n string, g func(float64) float64) {
		fn(n, func(L *lua.LState) int { L.Push(Flt(g(ckFlt(L, 1)))); return 1 })
	}
	f1("sqrt", math.Sqrt)
	f1("sin", math.Sin)
	f1("cos", math.Cos)
	f1("tan", math.Tan)
	f1("asin", math.Asin)
	f1("acos", math.Acos)
	f1("exp", math.Exp)
	f1("deg", func(x float64) float64 { return x * (180 / math.Pi) })
	f1("rad", func(x float64) float64 { return x * (math.Pi / 180) })
	fn("atan", func(L *lua.LState) int {
		x := 1.0
		if L.Get(2) != lua.LNil {
			x = ckFlt(L, 2)
		}
		L.Push(Flt(math.Atan2(ckFlt(L, 1), x)))
		return 1
	})
	fn("log", func(L *lua.LState) int {
		x := ckFlt(L, 1)
		if L.Get(2) != lua.LNil {
			b := ckFlt(L, 2)
			switch b {
			case 2:
				L.Push(Flt(math.Log2(x)))
			case 10:
				L.Push(Flt(math.Log10(x)))
			default:
				L.Push(Flt(math.Log(x) / math.Log(b)))
			}
			return 1
		}
		L.Push(Flt(math.Log(x)))
		return 1
	})
	rnd := func(n string, g func(float64) float64) {
		fn(n, func(L *lua.LState) int {
			i, f, k := ckNum(L, 1)
			if k == 1 {
				L.Push(Int(i))
				return 1
			}
			f = g(f)
			if i, ok := F2I(f); ok {
				L.Push(Int(i))
			} else {
				L.Push(Flt(f))
			}
			return 1
		})
	}
	rnd("floor", math.Floor)
	rnd("ceil", math.Ceil)
	fn("abs", func(L *lua.LState) int {
		i, f, k := ckNum(L, 1)
		if k == 1 {
			if i < 0 {
				i = -i
			}
			L.Push(Int(i))
		} else {
			L.Push(Flt(math.Abs(f)))
		}
		return 1
	})
	fn("fmod", func(L *lua.LState) int {
		i1, f1, k1 := ckNum(L, 1)
		i2, f2, k2 := ckNum(L, 2)
		if k1 == 1 && k2 == 1 {
			if i2 == 0 {
				argErr(L, 2, "zero")
			}
			if i2 == -1 {
				L.Push(Int(0))
			} else {
				L.Push(Int(i1 % i2))
			}
			return 1
		}
		L.Push(Flt(math.Mod(f1, f2)))
		return 1
	})
	fn("modf", func(L *lua.LState) int {
		_, f, k := ckNum(L, 1)
		if k == 1 {
			L.Push(L.Get(1))
			L.Push(LFloat(0))
			return 2
		}
		n := math.Trunc(f)
		L.Push(Flt(n))
		if math.IsInf(f, 0) {
			L.Push(LFloat(0))
		} else {
			L.Push(Flt(f - n))
		}
		return 2
	})
	fn("tointeger", func(L *lua.LState) int {
		v := L.Get(1)
		if s, ok := v.(lua.LString); ok {
			if i, f, k := syntax.ParseNumber(string(s)); k == 1 {
				L.Push(Int(i))
				return 1
			} else if k == 2 {
				if i, ok := F2I(f); ok {
					L.Push(Int(i))
					return 1
				}
			}
		} else if i, ok := toIntStrict(v); ok {
			L.Push(Int(i))
			return 1
		} else {
			L.CheckAny(1)
		}
		L.Push(lua.LNil)
		return 1
	})
	fn("type", func(L *lua.LState) int {
		_, _, k := Num(L.CheckAny(1))
		L.Push([]lua.LValue{lua.LNil, lua.LString("integer"), lua.LString("float")}[k])
		return 1
	})
	fn("ult", func(L *lua.LState) int { L.Push(lua.LBool(uint64(ckInt(L, 1)) < uint64(ckInt(L, 2)))); return 1 })
	mm := func(n string, pick func(a, b lua.LValue) bool) {
		fn(n, func(L *lua.LState) int {
			ckNum(L, 1)
			m := L.Get(1)
			for i := 2; i <= L.GetTop(); i++ {
				ckNum(L, i)
				if pick(L.Get(i), m) {
					m = L.Get(i)
				}
			}
			L.Push(m)
			return 1
		})
	}
	mm("max", func(a, b lua.LValue) bool { return Less(L, b, a, false) })
	mm("min", func(a, b lua.LValue) bool { return Less(L, a, b, false) })
	rng := rand.New(rand.NewPCG(1, 2))
	fn("randomseed", func(L *lua.LState) int {
		a := uint64(0)
		if L.GetTop() > 0 {
			i, f, k := ckNum(L, 1)
			a = uint64(i)
			if k == 2 {
				a = math.Float64bits(f)
			}
		}
		rng = rand.New(rand.NewPCG(a, uint64(optInt(L, 2, 0))))
		return 0
	})
	fn("random", func(L *lua.LState) int {
		lo, hi := int64(1), int64(0)
		switch L.GetTop() {
		case 0:
			L.Push(Flt(rng.Float64()))
			return 1
		case 1:
			hi = ckInt(L, 1)
			if hi == 0 {
				L.Push(Int(int64(rng.Uint64())))
				return 1
			}
		case 2:
			lo, hi = ckInt(L, 1), ckInt(L, 2)
		default:
			L.RaiseError("wrong number of arguments")
		}
		if lo > hi {
			argErr(L, L.GetTop(), "interval is empty")
		}
		d := uint64(hi) - uint64(lo)
		var r uint64
		if d == math.MaxUint64 {
			r = rng.Uint64()
		} else {
			r = rng.Uint64N(d + 1)
		}
		L.Push(Int(int64(uint64(lo) + r)))
		return 1
	})
	st.G.RawSetString("math", t)
}

func getI(L *lua.LState, t lua.LValue, i int64) lua.LValue {
	if tt, ok := t.(*Table); ok && tt.meta == nil {
		return tt.RawGet(Int(i))
	}
	return index(L, t, Int(i))
}
func setI(L *lua.LState, t lua.LValue, i int64, v lua.LValue) {
	if tt, ok := t.(*Table); ok && tt.meta == nil {
		RawSet(L, tt, Int(i), v)
		return
	}
	setIndex(L, t, Int(i), v)
}
func length(L *lua.LState, v lua.LValue) int64 {
	if h := meta(L, v, "__len"); h != lua.LNil {
		L.Push(h)
		L.Push(v)
		call(L, 1, 1)
		r := L.Get(-1)
		L.Pop(1)
		i, ok := ToInt(r)
		if !ok {
			L.RaiseError("object length is not an integer")
		}
		return i
	}
	switch x := v.(type) {
	case *Table:
		return int64(x.Len())
	case lua.LString:
		return int64(len(x))
	}
	L.RaiseError("attempt to get length of a %s value", typeName(L, v))
	return 0
}
func ckTabLike(L *lua.LState, n int) lua.LValue {
	v := L.Get(n)
	if _, ok := v.(*Table); !ok && meta(L, v, "__index") == lua.LNil {
		typeErr(L, n, "table")
	}
	return v
}
func (st *State) openTable(L *lua.LState) {
	t := NewTable(0, 0)
	fn := func(n string, f lua.LGFunction) { t.RawSetString(n, L.NewFunction(f)) }
	fn("insert", func(L *lua.LState) int {
		tb := ckTabLike(L, 1)
		e := length(L, tb) + 1
		switch L.GetTop() {
		case 2:
			setI(L, tb, e, L.Get(2))
		case 3:
			p := ckInt(L, 2)
			if uint64(p)-1 >= uint64(e) {
				argErr(L, 2, "position out of bounds")
			}
			if t, ok := tb.(*Table); ok && t.meta == nil && int(e) == len(t.arr)+1 && p < e {
				t.push(t.arr[e-2])
				copy(t.arr[p:e-1], t.arr[p-1:e-2])
				setI(L, tb, p, L.Get(3))
				return 0
			}
			for i := e; i > p; i-- {
				setI(L, tb, i, getI(L, tb, i-1))
			}
			setI(L, tb, p, L.Get(3))
		default:
			L.RaiseError("wrong number of arguments to 'insert'")
		}
		return 0
	})
	fn("remove", func(L *lua.LState) int {
		tb := ckTabLike(L, 1)
		n := length(L, tb)
		p := optInt(L, 2, n)
		if L.GetTop() >= 2 && uint64(n)+1-uint64(p) > uint64(n) && n+1 != p {
			if !(n == 0 && p == 0) {
				argErr(L, 2, "position out of bounds")
			}
		}
		r := getI(L, tb, p)
		if t, ok := tb.(*Table); ok && t.meta == nil && p >= 1 && p < n && int(n) == len(t.arr) {
			copy(t.arr[p-1:], t.arr[p:])
			p = n
		}
		for ; p < n; p++ {
			setI(L, tb, p, getI(L, tb, p+1))
		}
		setI(L, tb, p, lua.LNil)
		L.Push(r)
		return 1
	})
	fn("concat", func(L *lua.LState) int {
		tb := ckTabLike(L, 1)
		sep := optStr(L, 2, "")
		i := optInt(L, 3, 1)
		j := int64(0)
		if L.Get(4) == lua.LNil {
			j = length(L, tb)
		} else {
			j = ckInt(L, 4)
		}
		var b strings.Builder
		for k := i; k <= j; k++ {
			v := getI(L, tb, k)
			s, ok := Str(v)
			if !ok {
				L.RaiseError("invalid value (at index %d) in table for 'concat'", k)
			}
			b.WriteString(s)
			if k != j {
				b.WriteString(sep)
			} else {
				break
			}
		}
		L.Push(lua.LString(b.String()))
		return 1
	})
	fn("pack", func(L *lua.LState) int {
		n := L.GetTop()
		r := NewTable(n, 1)
		for i := 1; i <= n; i++ {
			r.RawSetInt(i, L.Get(i))
		}
		r.RawSetString("n", lua.LNumber(n))
		L.Push(r)
		return 1
	})
	fn("unpack", func(L *lua.LState) int {
		tb := L.Get(1)
		i := optInt(L, 2, 1)
		var j int64
		if L.Get(3) == lua.LNil {
			j = length(L, tb)
		} else {
			j = ckInt(L, 3)
		}
		if i > j {
			return 0
		}
		if n := uint64(j) - uint64(i); n >= 1000000 {
			L.RaiseError("too many results to unpack")
		}
		n := int(j - i + 1)
		for k := i; ; k++ {
			L.Push(getI(L, tb, k))
			if k == j {
				break
			}
		}
		return n
	})
	fn("move", func(L *lua.LState) int {
		a := ckTabLike(L, 1)
		f, e, d := ckInt(L, 2), ckInt(L, 3), ckInt(L, 4)
		b := a
		if L.Get(5) != lua.LNil {
			b = ckTabLike(L, 5)
		}
		if e >= f {
			if !(f > 0 || e < math.MaxInt64+f) {
				argErr(L, 3, "too many elements to move")
			}
			n := e - f + 1
			if d > math.MaxInt64-n+1 {
				argErr(L, 4, "destination wrap around")
			}
			if d > e || d <= f || a != b {
				for i := int64(0); i < n; i++ {
					setI(L, b, d+i, getI(L, a, f+i))
				}
			} else {
				for i := n - 1; i >= 0; i-- {
					setI(L, b, d+i, getI(L, a, f+i))
				}
			}
		}
		L.Push(b)
		return 1
	})
	fn("sort", func(L *lua.LState) int {
		tb := ckTabLike(L, 1)
		n := int(length(L, tb))
		if n < 2 {
			return 0
		}
		cmp := L.Get(2)
		if cmp != lua.LNil {
			L.CheckFunction(2)
		}
		vs := make([]lua.LValue, n)
		for i := range vs {
			vs[i] = getI(L, tb, int64(i+1))
		}
		less := func(a, b lua.LValue) bool {
			if cmp == lua.LNil {
				return Less(L, a, b, false)
			}
			L.Push(cmp)
			L.Push(a)
			L.Push(b)
			call(L, 2, 1)
			r := lua.LVAsBool(L.Get(-1))
			L.Pop(1)
			return r
		}
		sort.Slice(vs, func(i, j int) bool { return less(vs[i], vs[j]) })
		for i := range vs {
			setI(L, tb, int64(i+1), vs[i])
		}
		return 0
	})
	st.G.RawSetString("table", t)
}

var _ = strconv.Itoa

// whereLua is luaL_where: empty for Go functions.
func whereLua(L *lua.LState, lv int) string {
	f := cfOf(L)
	for ; lv > 0 && f != nil; lv-- {
		f = f.Parent
	}
	if f == nil || f.Fn.IsG || f.Pc < 1 {
		return ""
	}
	return fmt.Sprintf("%s:%d:", f.Fn.Proto.SourceName, f.Fn.Proto.DbgSourcePositions[f.Pc-1])
}
