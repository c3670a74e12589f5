package stdlib

import (
	"fmt"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// show runs a match the way string.find does and writes what it found.
func show(src, pat string) string {
	anchor := strings.HasPrefix(pat, "^")
	m := &matcher{src: src, pat: compilePattern(strings.TrimPrefix(pat, "^"))}
	s, e := 0, 0
	if anchor {
		e = m.at(0)
	} else {
		s, e = m.search(0)
	}
	switch e {
	case noMatch:
		return "no"
	case failed:
		return "error: " + m.err
	}
	out := fmt.Sprint(s, "-", e)
	for i := range m.pat.ncap {
		text, pos, msg := m.capture(i, s, e)
		switch {
		case msg != "":
			return "error: " + msg
		case pos > 0:
			out += fmt.Sprintf(" @%d", pos)
		default:
			out += fmt.Sprintf(" %q", text)
		}
	}
	return out
}

func TestPattern(t *testing.T) {
	for _, c := range []struct{ src, pat, want string }{
		{"hello world", "o w", "4-7"},
		{"hello", "l+", "2-4"},
		{"hello", "l-", "0-0"},
		{"hello", "^ell", "no"},
		{"hello", "lo$", "3-5"},
		{"a$b", "a$b", "0-3"},
		{"key = value", "^(%w+)%s*=%s*(%w+)$", `0-11 "key" "value"`},
		{"  x", "()%S()", "2-3 @3 @4"},
		{"f(a(b)c)d", "%b()", "1-8"},
		{"THE (quick) fox", "%f[%a]%a+%f[%A]", "0-3"},
		{"abab", "(ab)%1", `0-4 "ab"`},
		{"aaab", "a*ab", "0-4"},
		{"aaa", ".-$", "0-3"},
		{"x]y", "[]]", "1-2"},
		{"x^y", "[%^x]", "0-1"},
		{"a-z", "[a-]+", "0-2"},
		{"é", "[\xc3][\xa9]", "0-2"},
		{"a\x00b", "%z", "1-2"},
		{"a\x00b", "\x00", "1-2"},
		{"abc", "(b)(", "error: unfinished capture"},
		{"abc", "b)", "error: invalid pattern capture"},
		{"abc", "%", "error: malformed pattern (ends with '%')"},
		{"abc", "[a", "error: malformed pattern (missing ']')"},
		{"abc", "[]", "error: malformed pattern (missing ']')"},
		{"abc", "[^]", "error: malformed pattern (missing ']')"},
		{"abc", "[a%", "error: malformed pattern (missing ']')"},
		{"abc", "[a%]", "error: malformed pattern (missing ']')"},
		{"abc", "%b", "error: malformed pattern (missing arguments to '%b')"},
		{"abc", "%f", "error: missing '[' after '%f' in pattern"},
		{"abc", "(%1)", "error: invalid capture index %1"},
		{"abc", "%0", "error: invalid capture index %0"},
		{"abc", "x[", "no"}, // not reached
		{"abc", strings.Repeat("()", 33), "error: too many captures"},
		{strings.Repeat("a", 300), strings.Repeat(".?", 300), "error: pattern too complex"},
		{strings.Repeat("a", 80), strings.Repeat(".?", 80), "0-80"},
	} {
		if got := show(c.src, c.pat); got != c.want {
			t.Errorf("find(%.20q, %.20q) = %s, want %s", c.src, c.pat, got, c.want)
		}
	}
}

func TestMatcherPolls(t *testing.T) {
	for _, c := range []struct{ src, pat string }{
		{strings.Repeat("a", 1<<16), ".-b"},
		{strings.Repeat("a", 1<<16), "a*b"},
		{strings.Repeat("a", 1<<16), "a*a*a*a*b"},
		{strings.Repeat("a", 1<<16), "[a]-b"},
		{strings.Repeat("(", 1<<16), "%b()"},
		{strings.Repeat("a", 1<<16), "(.-)%1b"},
	} {
		polls := 0
		m := &matcher{src: c.src, pat: compilePattern(c.pat), poll: func(*lua.LState) {
			if polls++; polls == 10 {
				panic("stop")
			}
		}}
		func() {
			defer func() { _ = recover() }()
			m.search(0)
		}()
		if polls != 10 {
			t.Errorf("%s: polled %d times", c.pat, polls)
		}
	}
}

func FuzzPattern(f *testing.F) {
	for _, p := range []string{"(%w+)=(%w+)", "%b()", "%f[%a]", "[^%s]-x", "()a?%1", "[]-a]", "^a*$"} {
		f.Add("key=value (x) aab", p)
	}
	f.Fuzz(func(t *testing.T, src, pat string) {
		if len(src) > 64 || len(pat) > 64 {
			return
		}
		ticks := 0
		m := &matcher{src: src, pat: compilePattern(pat), poll: func(*lua.LState) {
			if ticks++; ticks > 50 {
				panic("enough")
			}
		}}
		defer func() {
			if r := recover(); r != nil && r != "enough" {
				panic(r)
			}
		}()
		s, e := m.search(0)
		if e >= 0 && (s > e || e > len(src)) {
			t.Fatalf("match %d-%d of %d bytes", s, e, len(src))
		}
		if e >= 0 {
			for i := range max(1, m.pat.ncap) {
				m.capture(i, s, e)
			}
		}
	})
}
