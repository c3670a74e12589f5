package stdlib

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// Differential tests: the same calls, made up at random from a fixed seed, here
// and by real Lua 5.4. Each result is one line; errors are results too.

const diffPrelude = `
local function show(...)
  local t = table.pack(...)
  for i = 1, t.n do
    local v = t[i]
    t[i] = type(v) == "string" and string.format("%q", v):gsub("\n", "n") or math.type(v) == "float" and string.format("%a", v) or tostring(v)
  end
  print(table.concat(t, " "))
end
local function try(f, ...) show(pcall(f, ...)) end
-- newer releases name another argument
local remove = table.remove
function table.remove(...)
  local ok, e = pcall(remove, ...)
  if not ok then e = e:gsub("#%d", "#n"); error(e, 0) end
  return e
end
`

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

var diffNumbers = strings.Fields(`0 1 -1 7 42 -42 255 256 65535 1e15 1e16 123456789 -123456789 2^31 2^53 2^63 math.maxinteger
	math.mininteger 0.0 -0.0 0.1 -0.5 1.5 2.5 3.14159 1e-5 1e100 -1e300 5e-324 1/0 -1/0 1e14 123456.789 0x7fffffff "10" "0x1p4" "\x205" "1e1" "x"`)

func TestDiffFormat(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	b.WriteString(diffPrelude)
	for range 4000 {
		spec := "%"
		for range r.IntN(3) {
			spec += pick(r, []string{"-", "+", " ", "#", "0"})
		}
		if r.IntN(2) == 0 {
			spec += fmt.Sprint(r.IntN(25))
		}
		if r.IntN(2) == 0 {
			spec += "." + pick(r, []string{"", "0", "1", "3", "10", "20"})
		}
		spec += pick(r, strings.Fields("d i u c x X o e E f g G a A s q F p"))
		arg := pick(r, diffNumbers)
		if strings.HasSuffix(spec, "s") {
			arg = pick(r, []string{`"hello"`, `""`, "12", "true", "nil", `("x"):rep(120)`, `"a\0b"`})
		}
		if strings.HasSuffix(spec, "p") {
			arg = pick(r, []string{"nil", "true", "1"})
		}
		fmt.Fprintf(&b, "try(string.format, %q, %s)\n", "<"+spec+">", arg)
	}
	for _, s := range []string{"%", "%%", "%10", "%y", "%123d", "%.123d", "%0-+ #5.2d", "%----------------------d"} {
		fmt.Fprintf(&b, "try(string.format, %q, 1) try(string.format, %q)\n", s, s)
	}
	sameAsReal(t, b.String())
}

func TestDiffTostring(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	var b strings.Builder
	b.WriteString(diffPrelude)
	for _, n := range diffNumbers {
		fmt.Fprintf(&b, "try(tostring, %s) try(tonumber, %s) try(math.tointeger, %s) try(math.type, %s)\n", n, n, n, n)
	}
	for range 2000 {
		digits := ""
		for range 1 + r.IntN(12) {
			digits += pick(r, strings.Split("0123456789abcfxXpPeE.+- _zZ", ""))
		}
		fmt.Fprintf(&b, "show(tonumber(%q)) try(tonumber, %q, %d)\n", digits, digits, 1+r.IntN(37))
	}
	for range 2000 {
		fmt.Fprintf(&b, "print(%d.0 / %d.0, %d * 10.0^%d)\n", r.Int32(), 1+r.Int32N(1000), r.Int32(), r.IntN(600)-300)
	}
	sameAsReal(t, b.String())
}

func TestDiffPattern(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	atoms := strings.Fields(`a b c . %a %d %s %w %S %% %. [abc] [^a] [a-c] [%d_] [^%s] (a) (.-) () (b*) %b() %f[%w] %1 %2 ^ $ ( ) [ % x]`)
	subjects := []string{"", "abc", "hello world", "a1b2c3", "(a(b)c)", "  x  ", "aaa", "abcabc", "k=v, k2=v2", "a.b.c", "\x00a\xff"}
	repls := []string{`"x"`, `"%0%0"`, `"<%1>"`, `"%2"`, `"%"`, `"%%"`, `function(...) return select("#", ...) end`, `{a="A", b=false, abc="!"}`, `print`, `function() return {} end`}
	var b strings.Builder
	b.WriteString(diffPrelude)
	b.WriteString("local print = function() end\n")
	for range 5000 {
		p := ""
		for range 1 + r.IntN(4) {
			p += pick(r, atoms)
			if r.IntN(2) == 0 {
				p += pick(r, []string{"*", "+", "-", "?"})
			}
		}
		s := pick(r, subjects)
		fmt.Fprintf(&b, "try(string.find, %s, %s, %d)\n", luaQuote(s), luaQuote(p), r.IntN(8)-3)
		fmt.Fprintf(&b, "try(string.match, %s, %s)\n", luaQuote(s), luaQuote(p))
		fmt.Fprintf(&b, "try(string.gsub, %s, %s, %s)\n", luaQuote(s), luaQuote(p), pick(r, repls))
		fmt.Fprintf(&b, "try(function() local t = {} for a, b in string.gmatch(%s, %s) do t[#t+1] = tostring(a)..tostring(b) end return table.concat(t, '|') end)\n", luaQuote(s), luaQuote(p))
	}
	sameAsReal(t, b.String())
}

// luaQuote writes s as a Lua string.
func luaQuote(s string) string { return string(appendQuoted(nil, s)) }

func TestDiffPack(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	ops := strings.Fields("b B h H i I l L j J T f d n s s1 s4 z x c5 c0 c i1 i2 i3 i5 i8 i9 i16 i17 I3 I7 I16 ! !1 !2 !4 !8 !16 < > = X Xi4 Xd Xz y")
	args := append([]string{`"abc"`, `""`, `"a\0b"`, `("y"):rep(300)`}, diffNumbers...)
	var b strings.Builder
	b.WriteString(diffPrelude)
	for range 5000 {
		f := ""
		var list []string
		for range 1 + r.IntN(4) {
			f += pick(r, ops)
			if r.IntN(4) == 0 {
				f += " "
			}
			list = append(list, pick(r, args))
		}
		fmt.Fprintf(&b, "try(string.packsize, %q)\n", f)
		fmt.Fprintf(&b, "do local ok, s = pcall(string.pack, %q, %s) show(ok, s) if ok then try(string.unpack, %q, s) try(string.unpack, %q, s:sub(1, -2)) end end\n",
			f, strings.Join(list, ", "), f, f)
		fmt.Fprintf(&b, "try(string.unpack, %q, %s, %d)\n", f, luaQuote(strings.Repeat("\xff\x01\x80", r.IntN(12))), r.IntN(9)-4)
	}
	sameAsReal(t, b.String())
}

func TestDiffDate(t *testing.T) {
	t.Setenv("TZ", "UTC")
	r := rand.New(rand.NewPCG(5, 1))
	var b strings.Builder
	b.WriteString(diffPrelude)
	for range 1500 {
		at := r.Int64N(1<<33) - 1<<32
		switch r.IntN(10) {
		case 0:
			at = r.Int64N(1<<57) - 1<<56
		case 1:
			at = r.Int64N(1<<40) - 1<<39
		}
		fmt.Fprintf(&b, "try(os.date, '!%%a %%A %%b %%B %%c %%d %%D %%e %%H %%I %%j %%m %%M %%p %%r %%R %%S %%T %%u %%U %%V %%w %%W %%x %%X %%y %%Y %%G %%g %%C %%h %%n %%t %%%% %%Ey %%OH', %d)\n", at)
		fmt.Fprintf(&b, "do local ok, t = pcall(os.date, '*t', %d) if ok then show(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst, os.time(t)) else show(t) end end\n", at)
		fmt.Fprintf(&b, "do local t = {year=%d, month=%d, day=%d, hour=%d, min=%d, sec=%d} try(os.time, t) show(t.year, t.month, t.day, t.hour, t.yday, t.wday) end\n",
			1900+r.IntN(300), r.IntN(60)-20, r.IntN(100)-40, r.IntN(100)-30, r.IntN(200)-50, r.IntN(5000)-1000)
	}
	for _, s := range []string{"%", "%Q", "%E", "%Ez", "%O", "%Oc", "%9", "*t", "!*t", "x%"} {
		fmt.Fprintf(&b, "show(pcall(function() local r = os.date(%q, 0) return type(r) == 'table' or r end))\n", s)
	}
	for _, s := range []string{"{}", "{year=1}", "{year='x',month=1,day=1}", "{year=1<<40,month=1,day=1}", "{year=2000,month=1.5,day=1}", "{year='2000',month='1',day=2}",
		"{year=(1<<31)+1899,month=12,day=1}", "{year=(1<<31)+1899,month=13,day=1}", "{year=-(1<<31)+1900,month=1,day=1}", "{year=1969,month=12,day=31,hour=23,min=59,sec=59}"} {
		fmt.Fprintf(&b, "try(os.time, %s)\n", s)
	}
	sameAsReal(t, b.String())
}

func TestDiffZone(t *testing.T) {
	old := time.Local
	defer func() { time.Local = old }()
	for _, zone := range []string{"America/New_York", "Europe/Berlin", "Asia/Kolkata"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Skip(err)
		}
		time.Local = loc
		t.Setenv("TZ", zone)
		r := rand.New(rand.NewPCG(9, 1))
		var b strings.Builder
		b.WriteString(diffPrelude)
		for range 1000 {
			at := r.Int64N(2e9)
			fmt.Fprintf(&b, "do local d = os.date('*t', %d) show(os.date('%%c %%Z %%z', %d), d.isdst, os.time(d)) end\n", at, at)
			for _, dst := range []string{"nil", "true", "false"} { // not at night, when the clock is changed
				fmt.Fprintf(&b, "do local d = {year=%d, month=%d, day=%d, hour=%d, isdst=%s} try(os.time, d) show(d.hour, d.isdst) end\n",
					1971+r.IntN(65), 1+r.IntN(12), 1+r.IntN(28), 6+r.IntN(16), dst)
			}
		}
		sameAsReal(t, b.String())
	}
}

func TestDiffUTF8(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	pieces := []string{"a", "é", "日", "😀", "\x80", "\xff", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xfd\xbf\xbf\xbf\xbf\xbf", "\xc0\x80", "\x00", "\xe2\x82"}
	codesAsNow := realVersion(t) >= "Lua 5.4.5"
	var b strings.Builder
	b.WriteString(diffPrelude)
	for range 2000 {
		s := ""
		for range r.IntN(6) {
			s += pick(r, pieces)
		}
		q, i, j := luaQuote(s), r.IntN(12)-5, r.IntN(12)-5
		lax := pick(r, []string{"true", "false", "nil"})
		fmt.Fprintf(&b, "try(utf8.len, %s, %d, %d, %s) try(utf8.codepoint, %s, %d, %d, %s) try(utf8.offset, %s, %d) try(utf8.offset, %s, %d, %d)\n", q, i, j, lax, q, i, j, lax, q, i, q, i, j)
		if !codesAsNow {
			continue
		}
		fmt.Fprintf(&b, "try(function() local t = {} for p, c in utf8.codes(%s, %s) do t[#t+1] = p .. ':' .. c end return table.concat(t, ' ') end)\n", q, lax)
		fmt.Fprintf(&b, "try(utf8.char, %d, %d)\n", r.Int64N(1<<32)-1<<20, r.IntN(0x110000))
	}
	sameAsReal(t, b.String())
}

func TestDiffTable(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	var b strings.Builder
	b.WriteString(diffPrelude)
	for range 1500 {
		list := []string{}
		for range r.IntN(8) {
			list = append(list, pick(r, []string{"1", "2", "30", "-4", "2.5", `"a"`, `"b"`}))
		}
		lit := "{" + strings.Join(list, ",") + "}"
		i, j, k := r.IntN(12)-3, r.IntN(12)-3, r.IntN(12)-3
		fmt.Fprintf(&b, "local t = %s try(table.concat, t, ',') try(table.concat, t, '-', %d, %d) try(table.unpack, t, %d, %d)\n", lit, i, j, i, j)
		fmt.Fprintf(&b, "try(table.insert, t, %d, 'n') try(table.insert, t, 'e') try(table.remove, t, %d) try(table.remove, t)\n", i, j)
		fmt.Fprintf(&b, "pcall(table.move, t, %d, %d, %d) show(table.unpack(t, 1, 12)) t = %s if pcall(table.sort, t) then show(table.unpack(t)) else show(false) end\n", i, j, k, lit)
	}
	src := strings.ReplaceAll(b.String(), "local t = {", "t = {")
	sameAsReal(t, src)
}

// Lists that are longer, with holes and with more behind their end, into themselves
// and others.
func TestDiffMove(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	var b strings.Builder
	b.WriteString(`local function list(n, hole, sign)
		local t = {}
		for i = 1, n do t[i] = i * sign end
		for i = hole, n, hole do t[i] = nil end
		return t
	end
	local function behind(t, i, n)
		for i = i, i + n - 1 do t[i] = 500 + i end
	end
	local function show(t)
		local n, sum = 0, 0
		for i = -400, 700 do if t[i] then n, sum = n + 1, (sum * 31 + t[i] + i) % 1000003 end end
		print(n, sum)
	end
`)
	for range 2000 {
		size := func() int { return 1 + r.IntN(1<<(1+r.IntN(7))) }
		hole := pick(r, []int{1000, 1000, 1 + size(), 2, 7})
		from := pick(r, []int{1, 1, size(), -size()})
		n, m := size(), size()
		fmt.Fprintf(&b, "do local t, u = list(%d, %d, 1), list(%d, %d, -1) ", n, hole, m, pick(r, []int{1000, 1000, 2, 7}))
		fmt.Fprintf(&b, "behind(t, %d, %d) behind(u, %d, %d) ", n+2, r.IntN(3), m+1+size(), r.IntN(3))
		fmt.Fprintf(&b, "local x = table.move(t, %d, %d, %d%s) show(t) show(u) end\n", from, from+size(), pick(r, []int{1, size(), size(), -size()}), pick(r, []string{"", ", u"}))
	}
	sameAsReal(t, b.String())
}

func TestDiffMath(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	var b strings.Builder
	b.WriteString(diffPrelude)
	b.WriteString("math.randomseed(42, 7) for i = 1, 50 do print(math.random(0), math.random(100), math.random(-5, 5), math.random()) end\nprint(math.random(math.mininteger, math.maxinteger))\n")
	fns := strings.Fields("abs ceil floor modf tointeger type sqrt deg rad max min fmod ult")
	for range 3000 {
		fmt.Fprintf(&b, "try(math.%s, %s, %s)\n", pick(r, fns), pick(r, diffNumbers), pick(r, diffNumbers))
	}
	for range 300 {
		fmt.Fprintf(&b, "print(string.format('%%.12g %%.12g %%.12g %%.12g', math.exp(%d/37), math.log(%d/37), math.sin(%d/37), math.atan(%d/37, 2)))\n", r.IntN(999), 1+r.IntN(999), r.IntN(999), r.IntN(999))
	}
	sameAsReal(t, b.String())
}
