package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// gsub copies each byte of the subject once, whatever the number of matches.
type gsub struct {
	m    matcher
	repl lua.LValue
	text string   // repl as a string
	cut  []gsPart // text cut at its captures; nil while there are none
	buf  *[]byte  // out is in it
	out  []byte
	grow growth
}

// gsPart is a piece of plain text and the capture behind it (-1: none, 0: the whole match).
type gsPart struct {
	text string
	cap  int
}

func strGsub(L *lua.LState) int {
	s, p := vm.CheckStr(L, 1), vm.CheckStr(L, 2)
	g := gsub{m: matcher{src: s, poll: vm.Poll, L: L}, repl: L.Get(3)}
	max := vm.OptInt(L, 4, int64(len(s))+1)
	anchor := p != "" && p[0] == '^'
	if anchor {
		p = p[1:]
	}
	plain := false
	switch g.repl.Type() {
	case lua.LTString, lua.LTNumber:
		g.text, _ = vm.Str(g.repl)
		plain = true
	case lua.LTTable, lua.LTFunction:
	default:
		vm.TypeError(L, 3, "string/function/table")
	}
	g.m.pat = lookupPattern(p)
	if plain && strings.IndexByte(g.text, '%') >= 0 {
		g.cut = cutReplacement(g.text)
	}

	var n int64
	at, copied, last := 0, 0, -1 // s[:copied] is in out
	for n < max {
		start, end := at, noMatch
		if anchor {
			end = g.m.at(at)
		} else {
			start, end = g.m.search(at)
		}
		if end == failed {
			vm.Errorf(L, "%s", g.m.err)
		}
		if end == noMatch {
			break
		}
		if end == last { // empty, where the last match ended
			at = start + 1
			if at > len(s) {
				break
			}
			continue
		}
		if n++; g.buf == nil {
			g.buf = takeScratch()
			g.out = *g.buf
		}
		mark := len(g.out)
		g.out = append(g.out, s[copied:start]...)
		if g.replace(start, end, plain) {
			copied = end
		} else {
			g.out = g.out[:mark]
		}
		g.grow.check(L, len(g.out))
		at, last = end, end
		if anchor {
			break
		}
	}
	if copied == 0 && len(g.out) == 0 {
		if g.buf != nil {
			scratch.Put(g.buf)
		}
		L.Push(keepString(L.Get(1), s))
	} else {
		vm.CheckSize(L, len(g.out)+len(s)-copied)
		pushScratch(L, g.buf, append(g.out, s[copied:]...))
	}
	L.Push(vm.Int(n))
	return 2
}

// replace appends what stands for the match; false: the match itself.
func (g *gsub) replace(s, e int, plain bool) bool {
	L := g.m.L
	if plain {
		if g.cut == nil {
			g.out = append(g.out, g.text...)
			return true
		}
		for _, part := range g.cut {
			g.out = append(g.out, part.text...)
			switch {
			case part.cap < 0:
			case part.cap == badEscape:
				vm.Errorf(L, "%s", "invalid use of '%' in replacement string")
			case part.cap == 0:
				g.out = append(g.out, g.m.src[s:e]...)
			default:
				text, pos, msg := g.m.capture(part.cap-1, s, e)
				if msg != "" {
					vm.Errorf(L, "%s", msg)
				}
				if pos > 0 {
					text, _ = vm.Str(vm.Int(int64(pos)))
				}
				g.out = append(g.out, text...)
			}
		}
		return true
	}
	var v lua.LValue
	if g.repl.Type() == lua.LTTable {
		v = vm.Index(L, g.repl, g.m.captureValue(0, s, e))
	} else {
		L.Push(g.repl)
		vm.Call(L, g.m.pushCaptures(s, e, max(g.m.pat.ncap, 1)), 1)
		v = L.Get(-1)
		L.Pop(1)
	}
	if !lua.LVAsBool(v) {
		return false
	}
	text, ok := vm.Str(v)
	if !ok {
		vm.Errorf(L, "invalid replacement value (a %s)", v.Type().String())
	}
	g.out = append(g.out, text...)
	return true
}

const badEscape = 100

// cutReplacement cuts a replacement string at its %0..%9.
func cutReplacement(s string) []gsPart {
	parts := []gsPart{}
	for s != "" {
		i := strings.IndexByte(s, '%')
		switch {
		case i < 0:
			return append(parts, gsPart{s, -1})
		case i+1 < len(s) && s[i+1] == '%':
			parts = append(parts, gsPart{s[:i+1], -1})
		case i+1 < len(s) && isDigit(int(s[i+1])):
			parts = append(parts, gsPart{s[:i], int(s[i+1] - '0')})
		default:
			return append(parts, gsPart{s[:i], badEscape})
		}
		s = s[i+2:]
	}
	return parts
}
