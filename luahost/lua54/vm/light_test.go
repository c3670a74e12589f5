package vm

import (
	"fmt"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// Lights are values: equal bits are one key, however they were boxed.
func TestLight(t *testing.T) {
	if s := Light(0).String() + " " + Light(0x1f).String(); s != "userdata: (nil) userdata: 0x1f" {
		t.Error(s)
	}
	var a, b lua.LValue = Light(1 << 40), Light(1 << 40)
	if !RawEq(a, b) || RawEq(a, Light(1)) || RawEq(Light(0), lua.LNil) {
		t.Error("not equal by value")
	}
	for _, n := range []int{1, 100} { // searched, and hashed
		tb := NewTable(0, 0)
		for i := range n {
			tb.RawSet(Light(1<<40+i), lua.LString(fmt.Sprint(i)))
		}
		for i := range n {
			if got := tb.RawGet(Light(1<<40 + i)); got != lua.LString(fmt.Sprint(i)) {
				t.Errorf("%d keys: key %d has %v", n, i, got)
			}
		}
	}
}

// Arr and Rest together are all pairs.
func TestRest(t *testing.T) {
	for _, weak := range []bool{false, true} {
		tb := NewTable(0, 0)
		if weak {
			mt := NewTable(0, 1)
			mt.RawSetString("__mode", lua.LString("k"))
			tb.SetMetatable(mt)
		}
		want := map[lua.LValue]lua.LValue{}
		for i := 1; i < 40; i++ {
			k, s := Int(int64(i)), lua.LString(fmt.Sprint(i))
			tb.RawSet(k, s)
			tb.RawSet(s, k)
			want[k], want[s] = s, k
		}
		for _, k := range []lua.LValue{lua.LString("7"), Int(8)} {
			tb.RawSet(k, lua.LNil)
			delete(want, k)
		}
		got := map[lua.LValue]lua.LValue{}
		for i, v := range tb.Arr() {
			if v != lua.LNil {
				got[Int(int64(i+1))] = v
			}
		}
		for k, v := range tb.Rest {
			got[k] = v
		}
		if len(got) != len(want) {
			t.Errorf("weak %v: %d pairs, want %d", weak, len(got), len(want))
		}
		for k, v := range want {
			if got[k] != v {
				t.Errorf("weak %v: t[%v] = %v, want %v", weak, k, got[k], v)
			}
		}
	}
}
