package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

const (
	noMatch = -1
	failed  = -2 // matcher.err says why

	maxMatchDepth = 200     // as C Lua's MAXCCALLS
	matchSteps    = 1 << 12 // items tried between two polls
	spanBlock     = 1 << 16 // bytes scanned between two polls
)

// matcher runs a pattern over a subject. poll is called with L now and then; it
// ends a killed script by a panic.
type matcher struct {
	src   string
	pat   *pattern
	poll  func(*lua.LState)
	L     *lua.LState
	steps int
	depth int
	err   string
	parts vm.Parts
	caps  [maxCaptures]struct{ start, end int32 }
}

func (m *matcher) tick() {
	m.steps = matchSteps
	if m.poll != nil {
		m.poll(m.L)
	}
}

func (m *matcher) fail(msg string) int {
	m.err = msg
	return failed
}

// search finds the first match that begins at or behind init.
func (m *matcher) search(init int) (start, end int) {
	pat := m.pat
	for s := init; s <= len(m.src); s++ {
		switch {
		case pat.lone:
			i := strings.IndexByte(m.src[s:], pat.lead)
			if i < 0 {
				return 0, noMatch
			}
			s += i
		case pat.first != nil:
			for n := 0; s < len(m.src) && !pat.first[m.src[s]]; s++ {
				if n++; n == spanBlock {
					n = 0
					m.tick()
				}
			}
			if s == len(m.src) {
				return 0, noMatch
			}
		}
		if e := m.at(s); e != noMatch {
			return s, e
		}
	}
	return 0, noMatch
}

// at matches the whole pattern at s and gives the end of the match.
func (m *matcher) at(s int) int {
	m.depth = 0
	return m.run(s, 0)
}

func (m *matcher) run(s, pc int) int {
	depth := m.depth
	if m.depth++; m.depth > maxMatchDepth {
		return m.fail("pattern too complex")
	}
	s = m.walk(s, pc)
	m.depth = depth
	return s
}

func (m *matcher) walk(s, pc int) int {
	items, src := m.pat.items, m.src
	for ; pc < len(items); pc++ {
		if m.steps--; m.steps < 0 {
			m.tick()
		}
		it := &items[pc]
		switch it.op {
		case opText:
			if !strings.HasPrefix(src[s:], it.text) {
				return noMatch
			}
			s += len(it.text)
			continue
		case opOpen, opPos, opClose:
			// What a match that fails has noted needn't be taken back: another
			// notes it again. But it counts as deep as in C Lua, which does.
			if m.depth++; m.depth > maxMatchDepth {
				return m.fail("pattern too complex")
			}
			if it.op == opClose {
				m.caps[it.n].end = int32(s)
			} else {
				m.caps[it.n].start = int32(s)
			}
			continue
		case opEnd:
			if s != len(src) {
				return noMatch
			}
			continue
		case opBalance:
			if s = m.balance(s, it); s == noMatch {
				return s
			}
			continue
		case opFrontier:
			var before, here byte
			if s > 0 {
				before = src[s-1]
			}
			if s < len(src) {
				here = src[s]
			}
			if it.set[before] || !it.set[here] {
				return noMatch
			}
			continue
		case opBack:
			c := m.caps[it.n]
			if m.pat.kind[it.n] == capPosition || !strings.HasPrefix(src[s:], src[c.start:c.end]) {
				return noMatch
			}
			n := int(c.end - c.start)
			s += n
			m.steps -= n >> 5
			continue
		case opFail:
			return m.fail(it.text)
		}
		switch it.rep {
		case 0:
			if s >= len(src) || !it.has(src[s]) {
				return noMatch
			}
			s++
		case '?':
			if s < len(src) && it.has(src[s]) {
				if r := m.run(s+1, pc+1); r != noMatch {
					return r
				}
			}
		case '-':
			return m.lazy(s, pc, it)
		default:
			return m.greedy(s, pc, it)
		}
	}
	return s
}

// greedy matches it as often as it goes, then the rest, giving back as needed.
func (m *matcher) greedy(s, pc int, it *patItem) int {
	min := s
	if it.rep == '+' {
		min++
	}
	e := m.span(s, it)
	if pc+1 == len(m.pat.items) {
		if e < min {
			return noMatch
		}
		return e
	}
	next := &m.pat.items[pc+1]
	plain := next.op == opText || next.op == opChar && next.rep == 0
	for ; e >= min; e-- {
		if plain { // skip to where the rest can begin
			if m.steps--; m.steps < 0 {
				m.tick()
			}
			if e >= len(m.src) || m.src[e] != next.c {
				continue
			}
		}
		if r := m.run(e, pc+1); r != noMatch {
			return r
		}
	}
	return noMatch
}

// lazy matches it as seldom as it goes.
func (m *matcher) lazy(s, pc int, it *patItem) int {
	for {
		if r := m.run(s, pc+1); r != noMatch {
			return r
		}
		if s >= len(m.src) || !it.has(m.src[s]) {
			return noMatch
		}
		s++
	}
}

// span is the end of the run of bytes at s that it accepts.
func (m *matcher) span(s int, it *patItem) int {
	src := m.src
	if it.op == opAny {
		return len(src)
	}
	for {
		stop := min(s+spanBlock, len(src))
		if it.op == opChar {
			for s < stop && src[s] == it.c {
				s++
			}
		} else {
			for set := it.set; s < stop && set[src[s]]; {
				s++
			}
		}
		if s < stop || s == len(src) {
			return s
		}
		m.tick()
	}
}

func (m *matcher) balance(s int, it *patItem) int {
	if s >= len(m.src) || m.src[s] != it.c {
		return noMatch
	}
	for depth, i := 1, s+1; i < len(m.src); i++ {
		switch m.src[i] {
		case it.d:
			if depth--; depth == 0 {
				return i + 1
			}
		case it.c:
			depth++
		}
		if i&(1<<10-1) == 0 {
			if m.steps -= 1 << 7; m.steps < 0 {
				m.tick()
			}
		}
	}
	return noMatch
}

// capture i of the match src[s:e]. A position has pos > 0. The whole match
// stands for capture 0 of a pattern without captures. msg is an error.
func (m *matcher) capture(i, s, e int) (text string, pos int, msg string) {
	if i >= m.pat.ncap {
		if i != 0 {
			return "", 0, "invalid capture index %" + string(rune(i+'1'))
		}
		return m.src[s:e], 0, ""
	}
	c := m.caps[i]
	switch m.pat.kind[i] {
	case capPosition:
		return "", int(c.start) + 1, ""
	case capSpan:
		return m.src[c.start:c.end], 0, ""
	}
	return "", 0, "unfinished capture"
}
