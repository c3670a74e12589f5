package cjson

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/test/service"
)

func TestMain(m *testing.M) { leak.Main(m) }

// toGo gives what encoding/json, with UseNumber, has for a decoded value.
func toGo(v lua.LValue, isArray func(t *lua54.Table) bool) any {
	switch x := v.(type) {
	case lua.LString:
		return string(x)
	case lua.LBool:
		return bool(x)
	case *lua54.Table:
		if isArray(x) {
			list := []any{}
			for _, item := range x.Arr() {
				list = append(list, toGo(item, isArray))
			}
			return list
		}
		m := map[string]any{}
		for k, item := range x.Rest {
			m[string(k.(lua.LString))] = toGo(item, isArray)
		}
		return m
	}
	if v == null {
		return nil
	}
	i, f, kind := lua54.Num(v)
	if kind == lua54.Integer {
		return json.Number(fmt.Sprint(i))
	}
	return f
}

// same compares with encoding/json's value. Half a surrogate pair is an error of
// ours, which encoding/json replaces.
func same(ours, theirs any) bool {
	switch x := theirs.(type) {
	case json.Number:
		if n, ok := ours.(json.Number); ok {
			return n == x || n == "0" && x == "-0"
		}
		f, err := x.Float64()
		return err != nil && math.IsInf(ours.(float64), 0) || f == ours
	case []any:
		list, ok := ours.([]any)
		if !ok || len(list) != len(x) {
			return false
		}
		for i := range x {
			if !same(list[i], x[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		m, ok := ours.(map[string]any)
		if !ok || len(m) != len(x) {
			return false
		}
		for k := range x {
			if !same(m[k], x[k]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(ours, theirs)
}

// FuzzDecode: what encoding/json takes for JSON we read to the same values, and
// write so that both read them again.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,2.5,-0,1e3,"x\u00e9\ud83d\ude00\n"],"b":{},"c":[],"d":null,"e":true}`, `[9007199254740993,1e400,123456789012345678901]`,
		`"\ud800"`, `[1,]`, `{"a"}`, "nan", "0x1F", "+1", "-", "[[[[", `{"a":1,"a":2}`, "\"\x00\"", "/* x */ 1", `"` + strings.Repeat("long ", 100) + `"`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cfg := defaults
		cfg.arrayMeta = true
		service.Run(t, luahost.Options{}, func(L *luahost.State) {
			if msg := roundTrip(L, &cfg, text); msg != "" {
				t.Error(msg)
			}
		})
	})
}

// roundTrip tells what is wrong with how text is read and written.
func roundTrip(L *luahost.State, cfg *config, text string) string {
	array := markersOf(luahost.ServiceOf(L)).array
	v, msg := decode(L, cfg, text)
	if (v == nil) == (msg == "") {
		return fmt.Sprintf("%q gives %v and %q", text, v, msg)
	}
	if json.Valid([]byte(text)) {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var want any
		_ = d.Decode(&want)
		surrogate := strings.Contains(msg, "unicode escape")
		tooDeep := strings.Contains(msg, "nested")
		if msg != "" && !surrogate && !tooDeep {
			return fmt.Sprintf("%q is refused: %s", text, msg)
		}
		got := any(nil)
		if msg == "" {
			got = withoutInvalidUTF8(toGo(v, func(t *lua54.Table) bool { return t.Metatable() == array }))
		}
		if msg == "" && !same(got, want) {
			return fmt.Sprintf("%q is %#v, want %#v", text, got, want)
		}
	}
	if msg != "" {
		return ""
	}
	c := *cfg
	c.encodeInvalid = on
	out := string(encode(L, &c, v).(lua.LString))
	again, msg := decode(L, &c, out)
	if msg != "" {
		return fmt.Sprintf("%q is written as %q, which is refused: %s", text, out, msg)
	}
	if out2 := string(encode(L, &c, again).(lua.LString)); out2 != out && !strings.Contains(out, "-0") { // -0 is read as an integer
		return fmt.Sprintf("%q is written as %q, and again as %q", text, out, out2)
	}
	return ""
}

// withoutInvalidUTF8 does what encoding/json does to text.
func withoutInvalidUTF8(v any) any {
	switch x := v.(type) {
	case string:
		return string([]rune(x))
	case []any:
		for i := range x {
			x[i] = withoutInvalidUTF8(x[i])
		}
	case map[string]any:
		m := map[string]any{}
		for k, item := range x {
			m[string([]rune(k))] = withoutInvalidUTF8(item)
		}
		return m
	}
	return v
}

func TestLongInputs(t *testing.T) {
	service.Run(t, luahost.Options{}, func(L *luahost.State) {
		deep := defaults
		deep.decodeDepth, deep.encodeDepth = math.MaxInt32, math.MaxInt32
		n := maxNesting
		v, msg := decode(L, &deep, strings.Repeat("[", n)+strings.Repeat("]", n))
		if msg != "" {
			t.Error(msg)
			return
		}
		empty := deep
		empty.emptyAsArray = true
		if got := encode(L, &empty, v).(lua.LString); len(got) != 2*n {
			t.Errorf("%d bytes", len(got))
		}
		if _, msg := decode(L, &deep, strings.Repeat("[", 1<<20)); msg != fmt.Sprintf("Found too many nested data structures (%d) at character %[1]d", maxNesting+1) {
			t.Error(msg)
		}
		list := strings.Repeat("1,", 1<<17) + "1"
		if v, msg = decode(L, &defaults, "["+list+"]"); msg != "" || v.(*lua54.Table).Len() != 1<<17+1 {
			t.Error(msg)
		}
		if got := string(encode(L, &defaults, v).(lua.LString)); got != "["+list+"]" {
			t.Error("not written as it was read")
		}
	})
}

// A decoded string must not hold a long message.
func TestStringsAreParts(t *testing.T) {
	service.Run(t, luahost.Options{}, func(L *luahost.State) {
		text := `["abc","` + strings.Repeat("x", 1000) + `"]`
		v, _ := decode(L, &defaults, text)
		if s := string(v.(*lua54.Table).RawGetInt(1).(lua.LString)); inside(s, text) {
			t.Error("a short string is a part of a long message")
		}
	})
}

// inside tells whether s is a part of text's memory.
func inside(s, text string) bool {
	at := uintptr(unsafe.Pointer(unsafe.StringData(s))) - uintptr(unsafe.Pointer(unsafe.StringData(text)))
	return at < uintptr(len(text))
}

// What is read and written counts against the memory limit while it grows.
func TestMemoryLimit(t *testing.T) {
	sparse := defaults
	sparse.sparseRatio = 0
	for name, f := range map[string]func(L *luahost.State){
		"decode an array":  func(L *luahost.State) { decode(L, &defaults, "["+strings.Repeat("[],", 1<<16)+"1]") },
		"decode an object": func(L *luahost.State) { decode(L, &defaults, "["+strings.Repeat(`{"a":1},`, 1<<16)+"1]") },
		"decode a string":  func(L *luahost.State) { decode(L, &defaults, `"`+strings.Repeat("x", 2<<20)+`"`) },
		"encode": func(L *luahost.State) {
			t := lua54.NewTable(0, 1)
			t.RawSetInt(math.MaxInt32, lua.LTrue)
			encode(L, &sparse, t)
		},
	} {
		service.Run(t, luahost.Options{MemoryLimit: 1 << 20}, func(L *luahost.State) {
			L.Push(lua54.NewFunction(func(L *luahost.State) int { f(L); return 0 }))
			if err, ok := lua54.PCall(L, 0, 0, nil); ok || !strings.Contains(err.String(), "memory limit exceeded") {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}
