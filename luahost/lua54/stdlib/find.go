package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func strFind(L *lua.LState) int  { return findAux(L, true) }
func strMatch(L *lua.LState) int { return findAux(L, false) }

func findAux(L *lua.LState, find bool) int {
	s, p := vm.CheckStr(L, 1), vm.CheckStr(L, 2)
	init := startPos(vm.OptInt(L, 3, 1), len(s)) - 1
	if init > len(s) {
		L.Push(lua.LNil)
		return 1
	}
	if find && (lua.LVAsBool(L.Get(4)) || !strings.ContainsAny(p, "^$*+?.([%-")) {
		i := strings.Index(s[init:], p)
		if i < 0 {
			L.Push(lua.LNil)
			return 1
		}
		pushInt(L, init+i+1)
		pushInt(L, init+i+len(p))
		return 2
	}
	m := matcher{src: s, poll: vm.Poll, L: L}
	end := noMatch
	if p != "" && p[0] == '^' {
		m.pat = lookupPattern(p[1:])
		end = m.at(init)
	} else {
		m.pat = lookupPattern(p)
		init, end = m.search(init)
	}
	switch {
	case end == failed:
		vm.Errorf(L, "%s", m.err)
	case end == noMatch:
		L.Push(lua.LNil)
		return 1
	case find:
		pushInt(L, init+1)
		pushInt(L, end)
		return 2 + m.pushCaptures(init, end, m.pat.ncap)
	}
	return m.pushCaptures(init, end, max(m.pat.ncap, 1))
}

// pushCaptures pushes the first n captures of the match src[s:e].
func (m *matcher) pushCaptures(s, e, n int) int {
	if n > 1 {
		m.parts.Reserve(n)
	}
	for i := range n {
		m.L.Push(m.captureValue(i, s, e))
	}
	return n
}

func (m *matcher) captureValue(i, s, e int) lua.LValue {
	text, pos, msg := m.capture(i, s, e)
	if msg != "" {
		vm.Errorf(m.L, "%s", msg)
	}
	if pos > 0 {
		return vm.Int(int64(pos))
	}
	return partOf(m.L, &m.parts, m.src, text)
}

// strGmatch gives an iterator with a place in the subject of its own.
func strGmatch(L *lua.LState) int {
	s, p := vm.CheckStr(L, 1), vm.CheckStr(L, 2)
	g := &gmatch{pos: startPos(vm.OptInt(L, 3, 1), len(s)) - 1, last: -1}
	g.m.src, g.m.poll = s, vm.Poll
	g.m.pat = lookupPattern(p)
	L.Push(newClosure(g.next))
	return 1
}

type gmatch struct {
	m         matcher
	pos, last int // where to go on, where the last match ended
}

func (g *gmatch) next(L *lua.LState) int {
	m := &g.m
	m.L = L
	for at := g.pos; at <= len(m.src); {
		start, end := m.search(at)
		switch end {
		case failed:
			vm.Errorf(L, "%s", m.err)
		case noMatch:
			g.pos = len(m.src) + 1
			return 0
		case g.last: // empty, where the last match ended
			at = start + 1
			continue
		}
		g.pos, g.last = end, end
		return m.pushCaptures(start, end, max(m.pat.ncap, 1))
	}
	return 0
}

// startPos makes a start position absolute, at least 1.
func startPos(i int64, n int) int {
	switch {
	case i > int64(n)+1:
		return n + 2 // behind every string
	case i > 0:
		return int(i)
	case i == 0 || i < -int64(n):
		return 1
	}
	return n + int(i) + 1
}

// endPos makes an end position absolute, at most n.
func endPos(i int64, n int) int {
	switch {
	case i > int64(n):
		return n
	case i >= 0:
		return int(i)
	case i < -int64(n):
		return 0
	}
	return n + int(i) + 1
}
