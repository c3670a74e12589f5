package pack

import (
	"encoding/hex"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// What skynet 28e80870 writes, read off its output.
var written = []struct{ values, bytes string }{
	{"", ""},
	{"nil", "00"},
	{"true, false, nil", "090100"},
	{"0, 1, 255, 256, 65535, 65536", "020a010aff12000112ffff2200000100"},
	{"2147483647, 2147483648, -1", "22ffffff7f320000008000000000" + "22ffffffff"},
	{"-2147483648, -2147483649", "220000008032ffffff7fffffffff"},
	{"math.maxinteger, math.mininteger", "32ffffffffffffff7f320000000000000080"},
	{"1.5, -0.0, 1e300", "42000000000000f83f420000000000000080429c7500883ce4377e"},
	{"3.0, math.huge", "42000000000000084042000000000000f07f"},
	{"'', 'a', ('x'):rep(31)", "040c61fc" + strings.Repeat("78", 31)},
	{"('x'):rep(32)", "152000" + strings.Repeat("78", 32)},
	{"('y'):rep(300)", "152c01" + strings.Repeat("79", 300)},
	{"('z'):rep(70000)", "2570110100" + strings.Repeat("7a", 70000)},
	{"{}, {1,2,3}, {a=1}", "06001e0a010a020a0300060c610a0100"},
	{"{[1.5]=true}, {1,2,nil,4}", "0642000000000000f83f0900260a010a02000a0400"},
	{"{{{}}}", "0e0e06000000"},
	{"many(31)", "fe0a1f" + strings.Repeat("09", 31) + "00"},
	{"many(300)", "fe122c01" + strings.Repeat("09", 300) + "00"},
}

const prelude = `
local function many(n) local t = {} for i = 1, n do t[i] = true end return t end
local function nested(n) local t = {} for _ = 2, n do t = {t} end return t end
`

func TestBytesAreThoseOfSkynet(t *testing.T) {
	st := newState(t)
	for _, c := range written {
		for _, f := range []string{"packstring", "write"} {
			got, err := run(st, prelude+"return "+f+"("+c.values+")")
			if err != nil {
				t.Errorf("%s: %v", c.values, err)
				continue
			}
			if h := hex.EncodeToString([]byte(got[0].String())); h != c.bytes {
				t.Errorf("%s of %s:\n got %s\nwant %s", f, c.values, h, c.bytes)
			}
		}
	}
}

// Each chunk is true of both ways: copied, and by bytes.
func TestWhatArrives(t *testing.T) {
	st := newState(t)
	for _, chunk := range []string{
		`return select("#", way(nil, 1, nil)) == 3`,
		`local a, b, c = way(1 << 62, -1, 3.0) return a == 1 << 62 and math.type(b) == "integer" and math.type(c) == "float"`,
		`return math.type(way(-0.0)) == "float" and 1 / way(-0.0) == -math.huge and way(0/0) ~= way(0/0)`,
		`local s = ("x"):rep(100000) return way(s) == s`,
		`local t = way({1, 2, nil, 4, x = {y = {true}}, [2.5] = "f", [-1] = 0, [true] = 1}) return #t == 4 and t[4] == 4 and t.x.y[1] == true and t[2.5] == "f" and t[-1] == 0 and t[true] == 1`,
		`local a = {} local x, y = way({a, a}, a) return x[1] ~= x[2] and x[1] ~= y`,
		`local k = {1} local t = way({[k] = 2}) local k2, v = next(t) return k2 ~= k and k2[1] == 1 and v == 2`,
		`local t = way(setmetatable({1}, {__index = {x = 1}})) return t.x == nil and getmetatable(t) == nil`,
		`local t = way(setmetatable({1, secret = 2}, {__pairs = function(t) return next, {10, 20, a = t[1]} end})) return t[1] == 10 and t[2] == 20 and t.a == 1 and t.secret == nil`,
		`local t = way({setmetatable({}, {__pairs = function() return function(_, k) if not k then return {}, {5} end end end})}) local k, v = next(t[1]) return type(k) == "table" and v[1] == 5`,
		`local t = {} for i = 1, 1000 do t[i], t["k" .. i] = i, {i} end t.k7 = nil local u = way(t) return #u == 1000 and u.k500[1] == 500 and u.k7 == nil and u.k8[1] == 8`,
		`local t = setmetatable({}, {__mode = "v"}) t[1], t[2], t.x = "a", "b", "c" local u = way(t) return u[1] == "a" and #u == 2 and u.x == "c"`,
		`local t = way(many(50000)) t[#t + 1] = 1 t.x = 2 return #t == 50001 and t.x == 2`,
		`local t = {} for i = 1, 100 do t[i * 1000] = i end local u = way(t) u[5] = 1 return u[7000] == 7 and u[100000] == 100 and u[5] == 1`,
		`return way(nested(32)) ~= nil and way(nested(33)) ~= nil`,
		`local mt = {__pairs = function(t) return function(_, k) if not k then t.x, t.y, t.z = 1, 2, 3 return 1, 2 end end end} local u = {a = setmetatable({}, mt)} mt.__pairs = function(t) u.more, u.a2, u.a3 = 1, 2, 3 return next, {} end local v = way(u) return v.a and next(v.a) == nil`,
	} {
		for _, way := range []string{"copy", "function(...) return unpack(packstring(...)) end", "function(...) return unpack(write(...)) end"} {
			got, err := run(st, prelude+"local way = "+way+"\n"+chunk)
			if err != nil || len(got) != 1 || got[0] != lua.LTrue {
				t.Errorf("%s by %s: %v %v", chunk, way, got, err)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	st := newState(t)
	for chunk, want := range map[string]string{
		`copy(1, print)`: `Unsupport type function to serialize (argument 2)`,
		`copy({a = {b = {1, 2, coroutine.create(print)}}})`:                   `Unsupport type thread to serialize (argument 1, key "a"."b".3)`,
		`copy({[{[print] = 1}] = 2})`:                                         `Unsupport type function to serialize (argument 1, key `,
		`copy(io.stdout)`:                                                     `Unsupport type userdata to serialize (argument 1)`,
		`copy({[("k"):rep(99)] = print})`:                                     `key "` + strings.Repeat("k", 40) + `..."`,
		`local t = {} t[1] = t copy(t)`:                                       `serialize can't pack too depth table (argument 1, key 1.1 ...)`,
		`copy(nested(34))`:                                                    `serialize can't pack too depth table`,
		`local t = {1} for _ = 2, 33 do t = {t} end copy(t)`:                  `serialize can't pack too depth table`,
		`copy(setmetatable({}, {__pairs = 1}))`:                               `attempt to call a number value`,
		`copy(setmetatable({}, {__pairs = function() error("mine", 0) end}))`: `mine`,
		`local d = false copy(setmetatable({}, {__pairs = function() return function() d = not d if d then return 0/0, 1 end end end}))`: `a key that is not a number`,
		`local t = {} for i = 1, 30 do t = {t, t} end copy(t)`:                                                                           `the message is longer than 256 MB`,
		`packstring(ref(1))`:             `a message in a message can be sent, but not written as bytes`,
		`unpack("\7")`:                   `Invalid serialize stream 1 (offset 0)`,
		`unpack("\6\1")`:                 `Invalid serialize stream 2 (offset 2)`,
		`unpack("\2\14")`:                `Invalid serialize stream 2 (offset 2)`,
		`unpack("\45\255\255\255\255x")`: `Invalid serialize stream`,
		`unpack("\254\50\255\255\255\255\255\255\255\127")`:             `Invalid serialize stream`,
		`unpack("\6" .. string.pack("<Bd", 2 | 8 << 3, 0/0) .. "\9\0")`: `Invalid serialize stream`,
		`unpack(("\14"):rep(1000000))`:                                  `Invalid serialize stream 1000000 (offset 64)`,
	} {
		for _, chunk := range []string{chunk, strings.NewReplacer("copy(", "write(", "packstring(", "write(").Replace(chunk)} {
			got, err := run(st, prelude+chunk)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v %v, want %q", chunk, got, err, want)
			}
		}
	}
	// nothing is left of what failed
	if got, err := run(st, `return copy({1})[1]`); err != nil || got[0] != lua54.Int(1) {
		t.Error(got, err)
	}
}

// A Ref may be looked at as long as it was not taken, and its values are taken once.
func TestRef(t *testing.T) {
	st := newState(t)
	for _, chunk := range []string{
		`local t = {1} local r = ref(t, "s") local a, b = look(r), look(r) return a ~= b and a[1] == 1`,
		`local r = ref({1}) look(r)[1] = 2 return look(r)[1] == 1 and take(r)[1] == 1 and take(r) == "gone" and not pcall(look, r)`,
		`local r = ref({1}) local q = copy({r}) return take(q[1])[1] == 1 and take(r) == "gone"`,
		`return type(ref()) == "userdata"`,
	} {
		got, err := run(st, chunk)
		if err != nil || got[0] != lua.LTrue {
			t.Errorf("%s: %v %v", chunk, got, err)
		}
	}
}

// What arrives counts for who gets it.
func TestMemoryOfTheReceiver(t *testing.T) {
	from := newState(t)
	got, err := run(from, prelude+`return ref(many(100000)), packstring(many(100000))`)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range got {
		small := lua54.NewState(lua54.Options{Pool: pool, MemoryLimit: 1 << 20})
		_, err := small.Call(lua54.NewFunction(func(L *lua.LState) int {
			if r, ok := v.(*Ref); ok {
				return r.Take().Push(L)
			}
			return OfBytes(v.String()).Push(L)
		}))
		if err == nil || !strings.Contains(err.Error(), "memory limit exceeded") {
			t.Error(err)
		}
		small.Close()
	}
}

func BenchmarkCopy(b *testing.B) {
	for name, values := range map[string]string{
		"small":  `"get", 42, "name"`,
		"object": `"set", {id = 1, name = "x", pos = {1.5, 2.5}, tags = {"a", "b"}}`,
		"10000":  `(function() local t = {} for i = 1, 5000 do t[i] = i t["k" .. i] = i end return t end)()`,
	} {
		b.Run(name, func(b *testing.B) {
			st := newState(b)
			b.ReportAllocs()
			if _, err := run(st, "local a, b, c = "+values+"\nfor i = 1, "+itoa(b.N)+" do copy(a, b, c) end"); err != nil {
				b.Fatal(err)
			}
		})
		b.Run(name+"/bytes", func(b *testing.B) {
			st := newState(b)
			b.ReportAllocs()
			if _, err := run(st, "local a, b, c = "+values+"\nfor i = 1, "+itoa(b.N)+" do unpack(write(a, b, c)) end"); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// Packing and unpacking of bytes, each alone.
func BenchmarkBytes(b *testing.B) {
	for name, values := range map[string]string{
		"small":  `"get", 42, "name"`,
		"object": `"set", {id = 1, name = "x", pos = {1.5, 2.5}, tags = {"a", "b"}}`,
	} {
		for what, loop := range map[string]string{"pack": "write(a, b)", "unpack": "unpack(s)"} {
			b.Run(name+"/"+what, func(b *testing.B) {
				st := newState(b)
				b.ReportAllocs()
				if _, err := run(st, "local a, b = "+values+"\nlocal s = write(a, b)\nfor i = 1, "+itoa(b.N)+" do "+loop+" end"); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

func itoa(n int) string { return lua54.Int(int64(n)).String() }
