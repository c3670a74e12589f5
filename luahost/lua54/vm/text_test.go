package vm

import (
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// Strings of one block live as long as they, or parts of them, are held.
func TestNewString(t *testing.T) {
	text := strings.Repeat("0123456789abcdef", 64)
	var whole []lua.LValue
	var parts []string
	for n := range maxInline + 10 {
		v := NewString([]byte(text[:n]))
		if n%2 == 0 {
			whole = append(whole, v)
		} else {
			parts = append(parts, string(v.(lua.LString))[n/2:])
		}
		if n%64 == 0 { // what was freed by mistake is overwritten
			runtime.GC()
			for range 1000 {
				sink = make([]byte, headerSize+n)
			}
		}
	}
	for i, v := range whole {
		if v != lua.LValue(lua.LString(text[:2*i])) {
			t.Fatalf("%d: %q", i, v)
		}
	}
	for i, s := range parts {
		if n := 2*i + 1; s != text[n/2:n] {
			t.Fatalf("%d: %q", i, s)
		}
	}
}

var sink any

func TestStringAllocations(t *testing.T) {
	b := []byte("some text")
	if n := testing.AllocsPerRun(100, func() { sink = NewString(b) }); n != 1 {
		t.Errorf("a string takes %v allocations", n)
	}
	pool := NewPool(1)
	defer pool.Close()
	st := NewState(pool, nil, Options{})
	a, c := lua.LValue(lua.LString("key")), Int(12345)
	f := func(L *lua.LState) int {
		th := threadOf(L)
		Push(L, a, c, a)
		if n := testing.AllocsPerRun(100, func() { sink = th.concat(th.reg.top-3, th.reg.top) }); n != 1 {
			t.Errorf("a concatenation takes %v allocations", n)
		}
		if sink != lua.LValue(lua.LString("key12345key")) {
			t.Error(sink)
		}
		return 0
	}
	if _, err := st.Call(NewFunction(f)); err != nil {
		t.Error(err)
	}
}

// The short way of AppendG gives what the long one does.
func TestAppendG(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	check := func(f float64) {
		if got, want := string(AppendG(nil, f, 14)), string(appendG(nil, f, 14)); got != want {
			t.Errorf("%v is %s, want %s", f, got, want)
		}
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 1e-4, 5e-5, 9.9999, 1e10, 1e10 - 1e-4, 9999999999.9999, 1e15, 5e-324, math.MaxFloat64} {
		check(f)
		check(-f)
	}
	for range 200000 {
		f := float64(r.Int64N(1<<uint(1+r.IntN(60)))) / math.Pow(10, float64(r.IntN(8)))
		check(f)
		check(-math.Nextafter(f, 1e300))
		check(math.Nextafter(f, -1e300))
		check(math.Float64frombits(r.Uint64() &^ (1 << 62)))
	}
}

func TestAppendFloat(t *testing.T) {
	for f, want := range map[float64]string{
		1: "1.0", -0.5: "-0.5", 1e15: "1e+15", 1e14: "1e+14", 123456789012345678: "1.2345678901235e+17", 0.1: "0.1", 1e100: "1e+100",
		-1.2345678901234567e-300: "-1.2345678901235e-300",
	} {
		if got := FmtFloat(f); got != want || len(got) > MaxNumber {
			t.Errorf("%v is %q, want %q", f, got, want)
		}
	}
}
