package syntax

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzLex(f *testing.F) {
	for _, s := range malformed {
		if len(s) < 200 {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		defer func() {
			if r := recover(); r != nil {
				if _, ok := r.(*SyntaxError); !ok {
					panic(r)
				}
			}
		}()
		l := lexer{src: src, line: 1}
		for end := 0; ; end = l.tok.end {
			l.next()
			if l.tok.start < end || l.tok.end > len(src) || l.pos < l.tok.end {
				t.Fatalf("token %v from %d to %d behind %d", l.tok.kind, l.tok.start, l.tok.end, end)
			}
			l.nearText()
			if l.tok.kind == tokEOF {
				break
			}
		}
		if want := 1 + strings.Count(src, "\n") + strings.Count(src, "\r"); l.line > want {
			t.Fatalf("line %d of %d", l.line, want)
		}
	})
}

// FuzzCompile: no input makes the compiler panic or emit code that leaves its bounds.
func FuzzCompile(f *testing.F) {
	for _, s := range append(snippets, malformed...) {
		if len(s) < 2000 {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		p, err := Compile(src, "=f", plainValues)
		if err != nil {
			var se *SyntaxError
			if !errors.As(err, &se) || p != nil || se.Msg == "" {
				t.Fatalf("%v %v", p, err)
			}
			return
		}
		if err := verify(p); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"0", "-1", "0x", "1e400", "0x1p-2000", " 7 ", "1_0", "9223372036854775808", "0x.8", "inf", "nan", ".", "1e+"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		i, x, kind := ParseNumber(s)
		switch {
		case kind == NotNumber && (i != 0 || x != 0), kind == IsInt && x != 0, kind == IsFloat && (i != 0 || x != x):
			t.Fatalf("%q: %d %v %d", s, i, x, kind)
		}
		if !utf8.ValidString(s) && kind != NotNumber {
			t.Fatalf("%q is a number", s)
		}
	})
}
