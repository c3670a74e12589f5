package syntax

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

// reference gives what a real Lua 5.4 says about sources: "" for a good one,
// otherwise the message. It skips the test where there is none.
func reference(t *testing.T, sources []string) []string {
	t.Helper()
	bin, err := exec.LookPath("lua5.4")
	if err != nil {
		t.Skip("no lua5.4 in PATH (apt-get install lua5.4): nothing to compare with")
	}
	const script = `
for line in io.lines() do
  local src = line:gsub("%x%x", function(h) return string.char(tonumber(h, 16)) end)
  local f, msg = load(src, "=t")
  -- the interpreter's message handler adds a traceback to stack overflows
  print(f and "" or (msg:gsub("\nstack traceback.*", ""):gsub(".", function(c) return ("%02x"):format(c:byte()) end)))
end`
	var in, out bytes.Buffer
	for _, s := range sources {
		in.WriteString(hex.EncodeToString([]byte(s)) + "\n")
	}
	cmd := exec.Command(bin, "-e", script)
	cmd.Stdin, cmd.Stdout = &in, &out
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != len(sources) {
		t.Fatalf("%d answers to %d sources", len(lines), len(sources))
	}
	for i, l := range lines {
		text, err := hex.DecodeString(l)
		if err != nil {
			t.Fatal(err)
		}
		lines[i] = string(text)
	}
	return lines
}

func errorText(src string) string {
	if _, err := Compile(src, "=t", plainValues); err != nil {
		return err.Error()
	}
	return ""
}

// malformed are sources with an error each, or nearly so.
var malformed = []string{
	"x = ", "x", "x y", "1", "x =", "= 1", "x = = 1", "x.y", "x:y", "x:y = 1", "f() = 1", "(x) = 1", "(f)", "f{}.x", "a, f() = 1", "a, b",
	"x = 3x2", "x = 3xyz", "x = 0x", "x = 0xg", "x = 1e", "x = 1e+", "x = 0x1p", "x = 0x1pz", "x = 1..2", "x = .", "x = 3.4.5", "x = 0x.p1", "x = 1_000", "x = 08a", "x = 1ee5",
	"x = 'abc", "x = 'abc\n'", "x = \"abc\r\n\"", "x = 'a\\", "x = 'a\\q'", "x = '\\xag'", "x = '\\xa'", "x = '\\x'", "x = '\\x", "x = '\\u'", "x = '\\u{'", "x = '\\u{}'", "x = '\\u{12'", "x = '\\u{110000000}'", "x = '\\u{80000000}'", "x = '\\u{7FFFFFFF}'",
	"x = '\\300'", "x = '\\256'", "x = '\\2569'", "x = '\\999", "x = 'ok\\n\\xzz'", "x = 'a\\0b' 'c'", "x = 'tab\\tq' 1", "x = '\\z  \n  abc", "x = [[abc", "x = [==[abc]=]", "x = [=abc", "x = [=", "x = [==", "--[[ abc", "--[==[ abc ]=]", "\n\n--[[\n\n", "x = [[a\nb]] y",
	"x = é", "x = \x01", "x = \x00", "\xef\xbb\xbfx = 1", "x = $", "x = @y", "x = `a`", "x = a ! b", "x != 1", "x = a ? b : c", "x += 1", "x++", "x = {1,2", "x = {1,,2}", "x = {,}", "x = {;}", "x = {[1]}", "x = {[1]=}", "x = {a=}", "x = {a=1 b=2}", "x = {\n1,\n2", "x = {[}", "x = {[1 = 2}",
	"if", "if x", "if x then", "if x then else", "if x then elseif", "if x then\n\nelse\n\n", "if x then else else end", "if x then end end", "if x = 1 then end", "if then end",
	"while", "while x", "while x do", "while x do\n\n", "while do end", "repeat", "repeat until", "repeat\n\nx = 1\n", "repeat end", "until x", "do", "do do end", "end", "else", "elseif x", "then", "do\nend\nend", "in", "and", "not", "nil", "true = 1", "nil = 1", "return return", "return 1,", "return 1 2", "return;;", "return x = 1", "local function f() return 1 x = 2 end",
	"for", "for x", "for x do", "for x =", "for x = 1", "for x = 1 do end", "for x = 1, do end", "for x = 1,2,3,4 do end", "for x in", "for x in y", "for x, in y do end", "for 1 = 1,2 do end", "for x.y = 1,2 do end", "for x, y = 1, 2 do end", "for (x) in y do end", "for x in y do", "for x=1,2\ndo\n\n",
	"function", "function f", "function f(", "function f()", "function f(a", "function f(a,", "function f(a,)end", "function f(a b) end", "function f(..., a) end", "function f(1) end", "function f(...) return function() return ... end end", "function f.1() end", "function f:g.h() end", "function f:g:h() end", "function f() end end", "function (a) end", "function 'f'() end", "function f\n(\n\n", "x = function", "x = function f() end", "local function", "local function f", "local function f.g() end", "local function f:g() end",
	"local", "local 1", "local x y", "local x,", "local x =", "local x <", "local x <const", "local x <const> =", "local x <foo> = 1", "local x <const> = 1; x = 2", "local x <const> = f(); x = 2", "local x <close> = nil; x = 2", "local x <const> = 1; function x() end", "local x <const> = 1; local function g() x = 2 end", "local x <const> = {}; local function g() x = 2 end", "local x <const> = 1; x.y = 2", "local x <close>, y <close> = 1, 2", "local a <const>, b <close> = 1, 2", "local x <const> = 1; x, y = 1, 2", "local x <const> = 1; y, x = 1, 2", "local x <const> = 1; (x) = 1", "local x <1> = 1", "local <const> x = 1", "local x<const>=1 x=", "local x <const> = 1; for x = 1, 2 do x = 3 end", "local function f() f = 1 end", "local x <const> = 5; return function() return function() x = 1 end end",
	"goto", "goto 1", "goto x", "goto x; do ::x:: end", "::x::", "::x:: ::x::", "::x:: do ::x:: end", "do ::x:: end ::x::", "::x", "::x:", ":: ::", "::1::", "goto x; local a; ::x:: a = 1", "goto x; local a; ::x::", "goto x; local a; ::x:: ;;; ::y::", "do goto x; local a; ::x:: end", "repeat goto c; local x; ::c:: until x", "repeat local x; goto c; ::c:: until x", "break", "do break end", "while x do function f() break end end", "if x then break end", "for i=1,2 do break x = 1 end", "break break", "while 1 do ::x:: end goto x", "function f() goto x end ::x::", "goto x\n\n\n", "do\ngoto x\nend\n\n", "do break end goto x", "goto x break", "goto x; goto y; ::y:: x = 1", "function f()\n goto x\n end\n", "goto x; local a <const> = 1; ::x:: print(a)", "::a:: goto a; local x; goto a",
	"f(", "f(1", "f(1,", "f(1,)", "f(\n1\n", "f'abc", "f[[", "a.", "a.1", "a.'x'", "a[", "a[1", "a[1 = 2", "a:", "a:b", "a:b.c()", "a:1()", "a:b:c()", "a.b:c = 1", "a..b", "(", "((a)", "(a", "()", "(a,b)", "x = (", "x = ()", "x = (a,b)", "x = a b", "x = -", "x = not", "x = #", "x = ~", "x = a +", "x = a + * b", "x = a and", "x = a .. ", "x = a < ", "x = a == = b", "x = ...", "x = ... ...", "x = {...", "...", "... = 1", "x = function() return ... end", "x = a // ", "x = a >> ", "x = a ~ ", "x = 'a' .. ", "x = a.b.", "x = a::b", "x = :: ", "x = a:b", "x = a:b + 1",
	"\n\n\nx = =", "x =\n\n\n=", "x = 'a\\\nb' =", "x = 'a\\\r\nb' =", "x = [[\n\n]] =", "-- c\n= 1", "--[[\n]] = 1", "x\n=\n1\n)", "x = \"\\\n\n\"", "f\n(\n1\n)\n)", "\r\n\r\n=", "\n\r\n\r=", "\r\r=", "#!shebang\n=", "#", "# x\r\n= 1", "x = 1 # comment",
	"local a <const> = 1 a()", "a = b\n(c)(d) =", "a.b\n.c\n.d e", "return\n\n\n1\n\n2", "local x = 1 local y = 2 z", "x = 1; ; ; y", "x = }", "x = ]", "x = )", "}", "]", ")", ",", ";", ";;;", ";=", ":", "::", "..", "//", "<<", ">>", "~", "~=", "<=", ">=", "==",
	strings.Repeat("(", 500), "x = " + strings.Repeat("(", 150) + "1" + strings.Repeat(")", 150), strings.Repeat("do ", 500), strings.Repeat("do ", 190) + strings.Repeat("end ", 190), "x = " + strings.Repeat("{", 300), "x = " + strings.Repeat("-~", 150) + "x", "x = " + strings.Repeat("a..", 300) + "a", "x = " + strings.Repeat("a+", 3000) + "a", "x = a" + strings.Repeat(".b", 3000), "f" + strings.Repeat("()", 3000), "x = " + strings.Repeat("a and b or ", 2000) + "c", strings.Repeat("a,", 300) + "a = 1", strings.Repeat("a,", 100) + "a = 1", strings.Repeat("function f() ", 300), strings.Repeat("if x then ", 300), "if x then " + strings.Repeat("elseif x then ", 3000) + "end", strings.Repeat("::a", 300), strings.Repeat("while x do ", 150), strings.Repeat(";", 3000) + "=", "x = a" + strings.Repeat("^a", 300), "x = " + strings.Repeat("not ", 300) + "a",
	locals(200), locals(201), "function f() " + locals(201) + " end", "\n\nlocal function f()\n " + locals(205) + " end", locals(198) + " for i = 1, 2 do end", locals(196) + " for i = 1, 2 do end", locals(196) + " for i in f do end", locals(195) + " for i in f do end", locals(199) + " local function f() end", locals(200) + " local function f() end", upvalues(255), upvalues(256), "local function g() " + upvalues(256) + " end",
	"function f(" + strings.Repeat("a,", 200) + "a) end", "function f:g(" + strings.Repeat("a,", 199) + "a) end",
}

func locals(n int) string { return strings.Repeat("local a ", n) }

func upvalues(n int) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		if i%150 == 0 {
			b.WriteString("local function f" + itoa(i) + "() ")
		}
		b.WriteString("local a" + itoa(i) + " ")
	}
	b.WriteString("return function() ")
	for i := 0; i < n; i++ {
		b.WriteString("a" + itoa(i) + " = 1 ")
	}
	b.WriteString("end ")
	for i := 0; i < n; i += 150 {
		b.WriteString("end ")
	}
	return b.String()
}

func TestErrorTextsAreThoseOfLua(t *testing.T) {
	compareErrors(t, malformed)
}

func compareErrors(t *testing.T, sources []string) {
	t.Helper()
	for i, want := range reference(t, sources) {
		if got := errorText(sources[i]); got != want {
			src := sources[i]
			if len(src) > 300 {
				src = src[:300] + "..."
			}
			t.Errorf("%q\n got %q\nwant %q", src, got, want)
		}
	}
}

// snippets are valid; mutate breaks them.
var snippets = []string{
	"local a, b <const>, c <close> = 1, 'x', nil\nfor i = 1, #a do\n  if i % 2 == 0 then goto continue end\n  t[i] = -i ^ 2 .. 'y'\n  ::continue::\nend",
	"function m.n:o(p, ...)\n  local q = { p, ..., [1] = 2; x = 'y', }\n  repeat\n    local r = f(q)(1){2}'3':s(4)\n  until r >= 5 or not q\n  return self, q\nend",
	"while true do\n  local function f(x) return function() return x end end\n  if f(1)() ~= 1 then break elseif nil then x = 0x1p4 else y, z = z, y end\nend",
	"for k, v in pairs({}) do t[k], u.v.w = v, k // 2 | 3 & ~4 << 1 >> 2 end return (f(...))",
	"local s = [==[\nlong]]\n]==] .. \"esc\\n\\x41\\u{20AC}\\z   \\065\" --[[ comment\n ]] -- end\ndo local _ENV <const> = {} ; x = 3.5e-2 end",
	"goto done do local x ::l1:: goto l1 end ::done:: ; ::l2:: return",
}

// mutate changes a token or two, by a seed.
func mutate(src string, rnd *rand.Rand) string {
	l := lexer{src: src, line: 1}
	var cuts [][2]int
	for l.next(); l.tok.kind != tokEOF; l.next() {
		cuts = append(cuts, [2]int{l.tok.start, l.tok.end})
	}
	for n := 1 + rnd.IntN(2); n > 0; n-- {
		a, b := cuts[rnd.IntN(len(cuts))], cuts[rnd.IntN(len(cuts))]
		if a[1] > len(src) || b[1] > len(src) {
			continue
		}
		switch rnd.IntN(4) {
		case 0: // delete
			src = src[:a[0]] + src[a[1]:]
		case 1: // replace
			src = src[:a[0]] + src[b[0]:b[1]] + src[a[1]:]
		case 2: // insert
			src = src[:a[0]] + src[b[0]:b[1]] + " " + src[a[0]:]
		case 3: // cut off
			src = src[:a[1]-rnd.IntN(a[1]-a[0])]
		}
	}
	return src
}

func TestErrorTextsOfBrokenPrograms(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 4))
	var sources []string
	for i := 0; i < 3000; i++ {
		sources = append(sources, mutate(snippets[i%len(snippets)], rnd))
	}
	compareErrors(t, sources)
}
