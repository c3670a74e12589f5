package stdlib

import "strings"

// A Lua pattern has no alternation: every match walks its items in order. So
// what C Lua finds out while matching (which capture a ')' closes, whether %1
// is closed) is known when the pattern is compiled. A malformed part becomes an
// item that raises its error when the match reaches it, no sooner, as in C Lua.

const (
	maxCaptures = 32
	maxPatItems = 1 << 16
)

type patOp uint8

const (
	opChar     patOp = iota // the byte c
	opAny                   // .
	opSet                   // a class or [set]
	opText                  // a run of plain bytes
	opOpen                  // ( of capture n
	opPos                   // () as capture n
	opClose                 // ) of capture n
	opEnd                   // $ at the end
	opBalance               // %bcd
	opFrontier              // %f[set]
	opBack                  // %1..%9, n the capture
	opFail                  // text is the error
)

type patItem struct {
	op   patOp
	rep  byte // 0 ? * + -; only opChar, opAny, opSet
	c, d byte
	n    int32
	set  *byteSet
	text string
}

type byteSet [256]bool

type capKind uint8

const (
	capOpen capKind = iota // never closed
	capSpan
	capPosition
)

// pattern is a compiled pattern without its leading '^' (the callers look at
// that). It is immutable and shared by all states.
type pattern struct {
	src   string
	items []patItem
	ncap  int
	kind  [maxCaptures]capKind
	first *byteSet // the bytes a match can begin with; nil: any, or none needed
	lead  byte     // the only such byte, if hasLead
	lone  bool
}

func (it *patItem) has(c byte) bool {
	switch it.op {
	case opChar:
		return it.c == c
	case opAny:
		return true
	}
	return it.set[c]
}

type patCompiler struct {
	src  string
	p    int
	pat  *pattern
	open []int32 // captures not yet closed
}

func compilePattern(src string) *pattern {
	pc := &patCompiler{src: src, pat: &pattern{src: src}}
	for pc.p < len(src) && pc.item() {
		if len(pc.pat.items) > maxPatItems {
			pc.fail("pattern too complex")
			break
		}
	}
	pc.pat.items = joinText(pc.pat.items)
	pc.pat.findFirst()
	return pc.pat
}

func (pc *patCompiler) add(it patItem) { pc.pat.items = append(pc.pat.items, it) }

func (pc *patCompiler) fail(msg string) bool {
	pc.add(patItem{op: opFail, text: msg})
	return false
}

// item compiles one item; false ends the compilation (an error item is last).
func (pc *patCompiler) item() bool {
	src, p := pc.src, pc.p
	switch src[p] {
	case '(':
		return pc.openCapture()
	case ')':
		pc.p++
		if len(pc.open) == 0 {
			return pc.fail("invalid pattern capture")
		}
		n := pc.open[len(pc.open)-1]
		pc.open = pc.open[:len(pc.open)-1]
		pc.pat.kind[n] = capSpan
		pc.add(patItem{op: opClose, n: n})
		return true
	case '$':
		if p+1 == len(src) {
			pc.p++
			pc.add(patItem{op: opEnd})
			return true
		}
	case '%':
		if p+1 < len(src) {
			switch c := src[p+1]; {
			case c == 'b':
				if p+3 >= len(src) {
					return pc.fail("malformed pattern (missing arguments to '%b')")
				}
				pc.p += 4
				pc.add(patItem{op: opBalance, c: src[p+2], d: src[p+3]})
				return true
			case c == 'f':
				return pc.frontier()
			case c >= '0' && c <= '9':
				pc.p += 2
				n := int32(c) - '1'
				if n < 0 || int(n) >= pc.pat.ncap || pc.pat.kind[n] == capOpen {
					return pc.fail("invalid capture index %" + string(rune(n+'1')))
				}
				pc.add(patItem{op: opBack, n: n})
				return true
			}
		}
	}
	return pc.single()
}

func (pc *patCompiler) openCapture() bool {
	pc.p++
	if pc.pat.ncap >= maxCaptures {
		return pc.fail("too many captures")
	}
	n := int32(pc.pat.ncap)
	pc.pat.ncap++
	if pc.p < len(pc.src) && pc.src[pc.p] == ')' {
		pc.p++
		pc.pat.kind[n] = capPosition
		pc.add(patItem{op: opPos, n: n})
		return true
	}
	pc.open = append(pc.open, n)
	pc.add(patItem{op: opOpen, n: n})
	return true
}

func (pc *patCompiler) frontier() bool {
	pc.p += 2
	if pc.p >= len(pc.src) || pc.src[pc.p] != '[' {
		return pc.fail("missing '[' after '%f' in pattern")
	}
	end, msg := pc.classEnd()
	if msg != "" {
		return pc.fail(msg)
	}
	pc.add(patItem{op: opFrontier, set: parseSet(pc.src[pc.p:end])})
	pc.p = end
	return true
}

// single compiles a class of one byte and the repetition behind it.
func (pc *patCompiler) single() bool {
	end, msg := pc.classEnd()
	if msg != "" {
		return pc.fail(msg)
	}
	var it patItem
	switch c := pc.src[pc.p]; c {
	case '.':
		it.op = opAny
	case '%':
		if set := classSet(pc.src[pc.p+1]); set != nil {
			it.op, it.set = opSet, set
		} else {
			it.c = pc.src[pc.p+1]
		}
	case '[':
		it.op, it.set = opSet, parseSet(pc.src[pc.p:end])
	default:
		if n := plainRun(pc.src[pc.p:]); n > 1 {
			pc.add(patItem{op: opText, c: c, text: pc.src[pc.p : pc.p+n]})
			pc.p += n
			return true
		}
		it.c = c
	}
	pc.p = end
	if end < len(pc.src) {
		switch c := pc.src[end]; c {
		case '?', '*', '+', '-':
			it.rep = c
			pc.p++
		}
	}
	pc.add(it)
	return true
}

// plainRun counts the plain bytes at the start of s that no repetition follows.
func plainRun(s string) int {
	n := 1
	for n < len(s) && strings.IndexByte("$*+?.()[%-", s[n]) < 0 {
		n++
	}
	if n < len(s) && strings.IndexByte("*+?-", s[n]) >= 0 {
		n--
	}
	return n
}

// classEnd is the position behind the class at p.
func (pc *patCompiler) classEnd() (int, string) {
	src, p := pc.src, pc.p+1
	switch src[p-1] {
	case '%':
		if p >= len(src) {
			return 0, "malformed pattern (ends with '%')"
		}
		return p + 1, ""
	case '[':
		if p < len(src) && src[p] == '^' {
			p++
		}
		for first := true; first || p >= len(src) || src[p] != ']'; first = false {
			if p >= len(src) {
				return 0, "malformed pattern (missing ']')"
			}
			p++
			if src[p-1] == '%' && p < len(src) {
				p++
			}
		}
		return p + 1, ""
	}
	return p, ""
}

// parseSet reads "[...]".
func parseSet(s string) *byteSet {
	var b byteSet
	p, last := 1, len(s)-1
	neg := s[p] == '^'
	if neg {
		p++
	}
	for ; p < last; p++ {
		switch {
		case s[p] == '%':
			p++
			if set := classSet(s[p]); set != nil {
				for c, in := range set {
					b[c] = b[c] || in
				}
			} else {
				b[s[p]] = true
			}
		case p+2 < last && s[p+1] == '-':
			for c := int(s[p]); c <= int(s[p+2]); c++ {
				b[c] = true
			}
			p += 2
		default:
			b[s[p]] = true
		}
	}
	if neg {
		for c := range b {
			b[c] = !b[c]
		}
	}
	return &b
}

// joinText makes one item of plain bytes in a row.
func joinText(items []patItem) []patItem {
	out := items[:0]
	var run []byte
	flush := func() {
		switch {
		case len(run) == 1:
			out = append(out, patItem{op: opChar, c: run[0]})
		case len(run) > 1:
			out = append(out, patItem{op: opText, c: run[0], text: string(run)})
		}
		run = run[:0]
	}
	for _, it := range items {
		switch {
		case it.op == opChar && it.rep == 0:
			run = append(run, it.c)
		case it.op == opText:
			run = append(run, it.text...)
		default:
			flush()
			out = append(out, it)
		}
	}
	flush()
	return out
}

// findFirst notes what a match has to begin with, so that search can skip ahead.
func (pat *pattern) findFirst() {
	for i := range pat.items {
		it := &pat.items[i]
		if it.op == opOpen || it.op == opPos {
			continue
		}
		if it.rep != 0 && it.rep != '+' {
			return
		}
		switch it.op {
		case opChar, opText:
			pat.lone, pat.lead = true, it.c
		case opBalance:
			pat.lone, pat.lead = true, it.c
		case opSet:
			pat.first = it.set
		}
		return
	}
}
