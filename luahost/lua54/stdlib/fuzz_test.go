package stdlib

import (
	"bytes"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// noCrash fails for errors that are bugs of ours in disguise.
func noCrash(t *testing.T, err error) {
	t.Helper()
	if e, ok := err.(*vm.Error); ok && strings.Contains(e.Error(), "runtime error") {
		t.Fatalf("%v\n%s", e, e.Traceback)
	}
}

func FuzzPack(f *testing.F) {
	for _, s := range []string{"<i4>I8", "!4bXi4d", "s2z", "c5x!16j", "i16", ">f=n"} {
		f.Add(s, "abc", int64(-5), 2.5, "\x01\x02\x03\x04\x05\x06\x07\x08")
	}
	st := newTestState(f, &bytes.Buffer{})
	f.Fuzz(func(t *testing.T, format, s string, n int64, x float64, data string) {
		if len(format) > 40 {
			return
		}
		_, err := callLib(st, "string", "packsize", lua.LString(format))
		noCrash(t, err)
		_, err = callLib(st, "string", "unpack", lua.LString(format), lua.LString(data), vm.Int(n))
		noCrash(t, err)
		for _, args := range [][]lua.LValue{
			{vm.Int(n), vm.Int(n), vm.Int(n), vm.Int(n)},
			{lua.LString(s), vm.Int(n), lua.LString(s), vm.Int(n)},
			{vm.Flt(x), lua.LString(s), vm.Int(n), vm.Flt(x)},
		} {
			packed, err := callLib(st, "string", "pack", append([]lua.LValue{lua.LString(format)}, args...)...)
			noCrash(t, err)
			if err != nil {
				continue
			}
			back, err := callLib(st, "string", "unpack", lua.LString(format), packed[0])
			noCrash(t, err)
			if err != nil {
				if strings.Contains(err.Error(), "does not fit") { // an unsigned one of 9 bytes or more
					continue
				}
				t.Fatalf("%q packs %q but doesn't unpack it: %v", format, packed[0], err)
			}
			if end, _ := vm.ToInt(back[len(back)-1]); end != int64(len(packed[0].(lua.LString)))+1 {
				t.Fatalf("%q: unpack ends at %d of %d", format, end, len(packed[0].(lua.LString)))
			}
		}
	})
}

func FuzzFormat(f *testing.F) {
	for _, s := range []string{"%d", "%-+5.3d|%x", "%g %a %q", "%10.3s%%", "%c%i%u", "%#o% e"} {
		f.Add(s, "text", int64(7), 0.5)
	}
	st := newTestState(f, &bytes.Buffer{})
	f.Fuzz(func(t *testing.T, format, s string, n int64, x float64) {
		if len(format) > 60 {
			return
		}
		for _, args := range [][]lua.LValue{
			{vm.Int(n), vm.Flt(x), lua.LString(s), lua.LNil},
			{lua.LString(s), vm.Int(n), lua.LTrue, vm.Flt(x)},
			{vm.Flt(x), vm.Flt(x), vm.Flt(x), vm.Flt(x)},
		} {
			out, err := callLib(st, "string", "format", append([]lua.LValue{lua.LString(format)}, args...)...)
			noCrash(t, err)
			if err == nil && len(out) != 1 {
				t.Fatal("no result")
			}
		}
		// what %q writes, load reads back
		for _, v := range []lua.LValue{lua.LString(s), vm.Int(n), vm.Flt(x)} {
			out, err := callLib(st, "string", "format", lua.LString("return %q"), v)
			if err != nil {
				t.Fatal(err)
			}
			p, err := vm.Compile(string(out[0].(lua.LString)), "=q")
			if err != nil {
				t.Fatal(err)
			}
			back, err := st.Call(st.Load(p, nil))
			if err != nil {
				t.Fatal(err)
			}
			if !vm.RawEq(back[0], v) && vm.RawEq(v, v) {
				t.Fatalf("%%q of %v reads back as %v", v, back[0])
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	f.Add("%c %x %EY %Od", int64(0))
	f.Fuzz(func(t *testing.T, format string, at int64) {
		if b, ok := breakUTC(at); ok {
			strftime(&b, format)
			if back := daysOf(b.year, b.month, b.day)*daySeconds + b.hour*3600 + b.min*60 + b.sec; back != at {
				t.Fatalf("%d is %+v is %d", at, b, back)
			}
		}
		breakLocal(at)
	})
}
