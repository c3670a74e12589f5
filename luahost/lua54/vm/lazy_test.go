package vm

import (
	"fmt"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// lettersSource is a Source of n pairs {a = 1, b = 2 ...}.
type lettersSource struct{ n int }

func (s lettersSource) Len() int { return s.n }

func (s lettersSource) Find(k lua.LString) (key, val lua.LValue) {
	if i := int(k[0] - 'a'); len(k) == 1 && i >= 0 && i < s.n {
		return k, Int(int64(i + 1))
	}
	return nil, nil
}

func (s lettersSource) Pairs(yield func(k, v lua.LValue) bool) {
	for i := range s.n {
		if !yield(lua.LString(rune('a'+i)), Int(int64(i+1))) {
			return
		}
	}
}

// A lazy table is, for a script, a table like any other.
func TestLazyTable(t *testing.T) {
	same := []string{
		`return t.a, t.b, t.z, rawget(t, "c"), t[1], t[true], rawlen(t), #t`,
		`t.a = 5 t.new = 6 return t.a, t.new, all(t)`,
		`t.a = nil return t.a, rawget(t, "a"), all(t)`,
		`local x = t.a t.a = nil return x, t.a, all(t)`,
		`t.a = nil t.a = 7 return all(t)`,
		`t[1], t[2], t[4] = "x", "y", "z" return #t, all(t)`,
		`t[1] = "x" t[2] = "y" t[2] = nil return #t, t.b, all(t)`,
		`for k in pairs(t) do t[k] = nil end return next(t), all(t)`,
		`for k, v in pairs(t) do t[k] = v + 1 end return all(t)`,
		`local k = next(t) return k ~= nil, t[k]`,
		`local s = 0 for i = 1, 200 do s = s + (t.a or 0) + (t["q" .. i] or 1) end return s, all(t)`,
		`t.x = 1 for i = 1, 200 do local _ = t.none end return t.x, all(t)`,
		`for i = 1, 50 do t["k" .. i] = i end return all(t)`,
		`for i = 1, 50 do t["k" .. i] = i end for i = 1, 50 do t["k" .. i] = nil end return all(t)`,
		`setmetatable(t, {__index = function(_, k) return k .. "!" end}) return t.a, t.none, t.z`,
		`local o = setmetatable({}, {__index = t}) return o.a, o.none, o.b`,
		`local n = 0 setmetatable(t, {__newindex = function(t, k, v) n = n + 1 rawset(t, k, v) end}) t.a = 1 t.none = 2 return n, all(t)`,
		`return pcall(next, t, "none")`,
		`setmetatable(t, {__mode = "v"}) return t.a, all(t)`,
		`local k = {} setmetatable(t, {__mode = "k"}) t[k] = 1 return t[k], t.b`,
		`local w = setmetatable({}, {__mode = "k"}) w[t] = 3 return w[t], t.a, all(t)`,
		`table.insert(t, 1) table.insert(t, 2) return #t, table.concat(t, ","), all(t)`,
		`t.a, t.b = t.b, t.a return all(t)`,
	}
	st := NewState(NewPool(0), nil, Options{})
	defer st.Close()
	st.RegisterLib("", Fn{"rawget", func(L *lua.LState) int { return Push(L, CheckTable(L, 1).RawGet(L.Get(2))) }},
		Fn{"rawset", func(L *lua.LState) int { RawSet(L, CheckTable(L, 1), L.Get(2), L.Get(3)); return 0 }},
		Fn{"rawlen", func(L *lua.LState) int { return Push(L, Int(int64(CheckTable(L, 1).Len()))) }},
		Fn{"pcall", func(L *lua.LState) int {
			_, ok := PCall(L, L.GetTop()-1, 0, nil)
			return Push(L, lua.LBool(ok))
		}},
		Fn{"pairs", func(L *lua.LState) int { return Push(L, Next, L.Get(1), lua.LNil) }},
		Fn{"setmetatable", func(L *lua.LState) int {
			SetMetatable(L, CheckTable(L, 1), CheckTable(L, 2))
			return Push(L, L.Get(1))
		}})
	st.Globals().RawSetString("next", Next)
	st.RegisterLib("table", Fn{"insert", func(L *lua.LState) int { CheckTable(L, 1).Append(L.Get(2)); return 0 }},
		Fn{"concat", func(L *lua.LState) int {
			s := ""
			for _, v := range CheckTable(L, 1).Arr() {
				s += v.String()
			}
			return Push(L, lua.LString(s))
		}})
	// all is all pairs, in any order.
	st.RegisterLib("", Fn{"all", func(L *lua.LState) int {
		pairs := map[string]string{}
		tb := CheckTable(L, 1)
		for k, v, _ := tb.Next(lua.LNil); k != lua.LNil; k, v, _ = tb.Next(k) {
			if pairs[k.String()] != "" {
				Errorf(L, "twice: %s", k.String())
			}
			pairs[k.String()] = v.String()
		}
		return Push(L, lua.LString(fmt.Sprint(pairs)))
	}})
	for _, n := range []int{1, 3, 20} {
		for _, src := range same {
			run := func(tb *Table) string {
				p, err := Compile("local t = ... "+src, "=lazy")
				if err != nil {
					t.Fatal(err)
				}
				r, err := st.Call(st.Load(p, nil), tb)
				return fmt.Sprint(r, err)
			}
			whole := NewTable(0, 0)
			for k, v := range (lettersSource{n}).Pairs {
				whole.RawSet(k, v)
			}
			want := run(whole)
			shared := NewTable(0, 0)
			for k, v := range (lettersSource{n}).Pairs {
				shared.RawSet(k, v)
			}
			s := Share(shared)
			for name, tb := range map[string]*Table{"lazy": NewLazy(lettersSource{n}), "shared": s.Copy()} {
				if got := run(tb); got != want {
					t.Errorf("%s, %d pairs: %s\ngot  %s\nwant %s", name, n, src, got, want)
				}
			}
			if got := run(s.Copy()); got != want {
				t.Errorf("shared, again, %d pairs: %s\ngot  %s\nwant %s", n, src, got, want)
			}
		}
	}
}
