package vm

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/luaws/luaws/luahost/lua54/syntax"

	lua "github.com/yuin/gopher-lua"
)

// ---- pattern matching (port of the 5.4 matcher semantics) with a step budget ----
const maxCap = 32
const (
	capUnf = -1
	capPos = -2
)

type mstate struct {
	L     *lua.LState
	s, p  string
	level int
	depth int
	steps int
	cap   [maxCap]struct{ init, len int }
}

func (m *mstate) err(f string, a ...any) { m.L.RaiseError(f, a...) }
func (m *mstate) classEnd(p int) int {
	if p >= len(m.p) {
		m.err("malformed pattern (ends with '%%')")
	}
	c := m.p[p]
	p++
	switch c {
	case '%':
		if p >= len(m.p) {
			m.err("malformed pattern (ends with '%%')")
		}
		return p + 1
	case '[':
		if p < len(m.p) && m.p[p] == '^' {
			p++
		}
		for {
			if p >= len(m.p) {
				m.err("malformed pattern (missing ']')")
			}
			c := m.p[p]
			p++
			if c == '%' {
				p++
			}
			if p < len(m.p) && m.p[p] == ']' {
				return p + 1
			}
			if p >= len(m.p) {
				m.err("malformed pattern (missing ']')")
			}
		}
	}
	return p
}
func class(c byte, cl byte) bool {
	var r bool
	switch cl | 0x20 {
	case 'a':
		r = c|0x20 >= 'a' && c|0x20 <= 'z'
	case 'c':
		r = c < 32 || c == 127
	case 'd':
		r = c >= '0' && c <= '9'
	case 'g':
		r = c > 32 && c < 127
	case 'l':
		r = c >= 'a' && c <= 'z'
	case 'p':
		r = c > 32 && c < 127 && !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z')
	case 's':
		r = c == ' ' || c >= 9 && c <= 13
	case 'u':
		r = c >= 'A' && c <= 'Z'
	case 'w':
		r = c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
	case 'x':
		r = c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
	case 'z':
		r = c == 0
	default:
		return cl == c
	}
	if cl >= 'A' && cl <= 'Z' {
		return !r
	}
	return r
}
func (m *mstate) set(c byte, p, ec int) bool { // p at '[', ec at ']'
	sig := true
	p++
	if m.p[p] == '^' {
		sig = false
		p++
	}
	for ; p < ec; p++ {
		if m.p[p] == '%' {
			p++
			if class(c, m.p[p]) {
				return sig
			}
		} else if p+2 < ec && m.p[p+1] == '-' {
			if m.p[p] <= c && c <= m.p[p+2] {
				return sig
			}
			p += 2
		} else if m.p[p] == c {
			return sig
		}
	}
	return !sig
}
func (m *mstate) single(s, p, ep int) bool {
	if s >= len(m.s) {
		return false
	}
	c := m.s[s]
	switch m.p[p] {
	case '.':
		return true
	case '%':
		return class(c, m.p[p+1])
	case '[':
		return m.set(c, p, ep-1)
	}
	return m.p[p] == c
}

// MaxSteps bounds pattern matching work per call (0 = unlimited).
var MaxSteps = 10_000_000

func (m *mstate) match(s, p int) int {
	m.depth++
	if m.depth > 200 {
		m.err("pattern too complex")
	}
	defer func() { m.depth-- }()
	for {
		m.steps++
		if MaxSteps > 0 && m.steps > MaxSteps {
			m.err("pattern matching step limit exceeded")
		}
		if p == len(m.p) {
			return s
		}
		switch m.p[p] {
		case '(':
			if p+1 < len(m.p) && m.p[p+1] == ')' {
				return m.startCap(s, p+2, capPos)
			}
			return m.startCap(s, p+1, capUnf)
		case ')':
			l := -1
			for i := m.level - 1; i >= 0; i-- {
				if m.cap[i].len == capUnf {
					l = i
					break
				}
			}
			if l < 0 {
				m.err("invalid pattern capture")
			}
			m.cap[l].len = s - m.cap[l].init
			r := m.match(s, p+1)
			if r < 0 {
				m.cap[l].len = capUnf
			}
			return r
		case '$':
			if p+1 == len(m.p) {
				if s == len(m.s) {
					return s
				}
				return -1
			}
		case '%':
			if p+1 < len(m.p) {
				switch c := m.p[p+1]; {
				case c == 'b':
					if p+3 >= len(m.p) {
						m.err("malformed pattern (missing arguments to '%%b')")
					}
					if s >= len(m.s) || m.s[s] != m.p[p+2] {
						return -1
					}
					b, e, cont := m.p[p+2], m.p[p+3], 1
					q := s + 1
					for ; q < len(m.s); q++ {
						if m.s[q] == e {
							cont--
							if cont == 0 {
								break
							}
						} else if m.s[q] == b {
							cont++
						}
					}
					if q >= len(m.s) {
						return -1
					}
					s = q + 1
					p += 4
					continue
				case c == 'f':
					p += 2
					if p >= len(m.p) || m.p[p] != '[' {
						m.err("missing '[' after '%%f' in pattern")
					}
					ep := m.classEnd(p)
					var pr, cu byte
					if s > 0 {
						pr = m.s[s-1]
					}
					if s < len(m.s) {
						cu = m.s[s]
					}
					if !m.set(pr, p, ep-1) && m.set(cu, p, ep-1) {
						p = ep
						continue
					}
					return -1
				case c >= '0' && c <= '9':
					l := int(c) - '1'
					if l < 0 || l >= m.level || m.cap[l].len == capUnf {
						m.err("invalid capture index %%%d", l+1)
					}
					sub := m.s[m.cap[l].init : m.cap[l].init+m.cap[l].len]
					if !strings.HasPrefix(m.s[s:], sub) {
						return -1
					}
					s += len(sub)
					p += 2
					continue
				}
			}
		}
		ep := m.classEnd(p)
		var e byte
		if ep < len(m.p) {
			e = m.p[ep]
		}
		switch e {
		case '?':
			if m.single(s, p, ep) {
				if r := m.match(s+1, ep+1); r >= 0 {
					return r
				}
			}
			p = ep + 1
		case '+', '*':
			i := 0
			for m.single(s+i, p, ep) {
				i++
			}
			mn := 0
			if e == '+' {
				mn = 1
			}
			m.steps += i
			for ; i >= mn; i-- {
				if r := m.match(s+i, ep+1); r >= 0 {
					return r
				}
			}
			return -1
		case '-':
			for {
				if r := m.match(s, ep+1); r >= 0 {
					return r
				}
				if !m.single(s, p, ep) {
					return -1
				}
				s++
			}
		default:
			if !m.single(s, p, ep) {
				return -1
			}
			s++
			p = ep
		}
	}
}
func (m *mstate) startCap(s, p, what int) int {
	if m.level >= maxCap {
		m.err("too many captures")
	}
	m.cap[m.level].init = s
	m.cap[m.level].len = what
	m.level++
	r := m.match(s, p)
	if r < 0 {
		m.level--
	}
	return r
}
func (m *mstate) getCap(i, s, e int) lua.LValue {
	if i >= m.level {
		if i != 0 {
			m.err("invalid capture index %%%d", i+1)
		}
		return lua.LString(m.s[s:e])
	}
	c := m.cap[i]
	if c.len == capUnf {
		m.err("unfinished capture")
	}
	if c.len == capPos {
		return lua.LNumber(c.init + 1)
	}
	return lua.LString(m.s[c.init : c.init+c.len])
}
func (m *mstate) pushCaps(s, e int, whole bool) int {
	n := m.level
	if n == 0 && whole {
		n = 1
	}
	for i := 0; i < n; i++ {
		m.L.Push(m.getCap(i, s, e))
	}
	return n
}
func posrel(i int64, n int) int64 {
	if i > 0 {
		return i
	}
	if i == 0 {
		return 1
	}
	if i < -int64(n) {
		return 1
	}
	return int64(n) + i + 1
}
func strFind(L *lua.LState, find bool) int {
	s, p := ckStr(L, 1), ckStr(L, 2)
	init := posrel(optInt(L, 3, 1), len(s)) - 1
	if init > int64(len(s)) {
		L.Push(lua.LNil)
		return 1
	}
	if find && (lua.LVAsBool(L.Get(4)) || !strings.ContainsAny(p, "^$*+?.([%-")) {
		if i := strings.Index(s[init:], p); i >= 0 {
			L.Push(lua.LNumber(int(init) + i + 1))
			L.Push(lua.LNumber(int(init) + i + len(p)))
			return 2
		}
		L.Push(lua.LNil)
		return 1
	}
	anch := strings.HasPrefix(p, "^")
	m := &mstate{L: L, s: s, p: strings.TrimPrefix(p, "^")}
	if !anch {
		m.p = p
	}
	for i := int(init); i <= len(s); i++ {
		m.level, m.depth = 0, 0
		if e := m.match(i, 0); e >= 0 {
			if find {
				L.Push(lua.LNumber(i + 1))
				L.Push(lua.LNumber(e))
				return 2 + m.pushCaps(i, e, false)
			}
			return m.pushCaps(i, e, true)
		}
		if anch {
			break
		}
	}
	L.Push(lua.LNil)
	return 1
}
func strGsub(L *lua.LState) int {
	s, p := ckStr(L, 1), ckStr(L, 2)
	rv := L.Get(3)
	switch rv.Type() {
	case lua.LTString, lua.LTNumber, lua.LTTable, lua.LTFunction:
	default:
		typeErr(L, 3, "string/function/table")
	}
	max := optInt(L, 4, int64(len(s))+1)
	anch := strings.HasPrefix(p, "^")
	if anch {
		p = p[1:]
	}
	m := &mstate{L: L, s: s, p: p}
	rs, _ := Str(rv)
	var b strings.Builder
	n := int64(0)
	src, last := 0, -1
	for n < max {
		m.level, m.depth = 0, 0
		e := m.match(src, 0)
		if e >= 0 && e != last {
			n++
			var v lua.LValue
			switch rv.Type() {
			case lua.LTTable:
				v = index(L, rv, Key(m.getCap(0, src, e)))
			case lua.LTFunction:
				L.Push(rv)
				k := m.pushCaps(src, e, true)
				call(L, k, 1)
				v = L.Get(-1)
				L.Pop(1)
			default:
				for i := 0; i < len(rs); i++ {
					c := rs[i]
					if c != '%' {
						b.WriteByte(c)
						continue
					}
					i++
					switch {
					case i < len(rs) && rs[i] == '%':
						b.WriteByte('%')
					case i < len(rs) && rs[i] == '0':
						b.WriteString(s[src:e])
					case i < len(rs) && rs[i] >= '1' && rs[i] <= '9':
						x, _ := Str(m.getCap(int(rs[i]-'1'), src, e))
						b.WriteString(x)
					default:
						L.RaiseError("invalid use of '%%' in replacement string")
					}
				}
			}
			if v != nil {
				if !lua.LVAsBool(v) {
					b.WriteString(s[src:e])
				} else if x, ok := Str(v); ok {
					b.WriteString(x)
				} else {
					L.RaiseError("invalid replacement value (a %s)", typeName(L, v))
				}
			}
			src, last = e, e
		} else if src < len(s) {
			b.WriteByte(s[src])
			src++
		} else {
			break
		}
		if anch {
			break
		}
	}
	if src < len(s) {
		b.WriteString(s[src:])
	}
	L.Push(lua.LString(b.String()))
	L.Push(lua.LNumber(n))
	return 2
}

// MaxStr bounds the size of any string built by the library.
var MaxStr = int64(1 << 28)

func quote(L *lua.LState, v lua.LValue) string {
	switch x := v.(type) {
	case lua.LString:
		var b strings.Builder
		b.WriteByte('"')
		for i := 0; i < len(x); i++ {
			c := x[i]
			switch {
			case c == '"' || c == '\\':
				b.WriteByte('\\')
				b.WriteByte(c)
			case c == '\n':
				b.WriteString("\\\n")
			case c < 32 || c == 127:
				if i+1 < len(x) && x[i+1] >= '0' && x[i+1] <= '9' {
					fmt.Fprintf(&b, "\\%03d", c)
				} else {
					fmt.Fprintf(&b, "\\%d", c)
				}
			default:
				b.WriteByte(c)
			}
		}
		b.WriteByte('"')
		return b.String()
	}
	i, f, k := Num(v)
	switch k {
	case 1:
		if i == math.MinInt64 {
			return "0x8000000000000000"
		}
		return strconv.FormatInt(i, 10)
	case 2:
		if math.IsInf(f, 1) {
			return "1e9999"
		} else if math.IsInf(f, -1) {
			return "-1e9999"
		} else if f != f {
			return "(0/0)"
		}
		if f == math.Trunc(f) {
			return fmt.Sprintf("%.0f", f) + "e0"
		}
		return hexFloat(f, -1, false)
	}
	if v == lua.LNil || v.Type() == lua.LTBool {
		return v.String()
	}
	argErr(L, 2, "value has no literal form")
	return ""
}
func hexFloat(f float64, prec int, up bool) string {
	s := strconv.FormatFloat(f, 'x', prec, 64)
	// Go: 0x1p+00 -> C: 0x1p+0
	if i := strings.IndexByte(s, 'p'); i >= 0 {
		m, e := s[:i+2], strings.TrimLeft(s[i+2:], "0")
		if e == "" {
			e = "0"
		}
		s = m + e
	}
	if up {
		s = strings.ToUpper(s)
	}
	return s
}
func strFormat(L *lua.LState) int {
	f := ckStr(L, 1)
	var b strings.Builder
	arg := 1
	for i := 0; i < len(f); i++ {
		c := f[i]
		if c != '%' {
			b.WriteByte(c)
			continue
		}
		i++
		if i >= len(f) {
			L.RaiseError("invalid conversion '%%' to 'format'")
		}
		if f[i] == '%' {
			b.WriteByte('%')
			continue
		}
		st := i
		for i < len(f) && strings.IndexByte("-+ #0", f[i]) >= 0 {
			i++
		}
		fl := f[st:i]
		w, pr := -1, -1
		ws := i
		for i < len(f) && f[i] >= '0' && f[i] <= '9' {
			i++
		}
		if i > ws {
			w, _ = strconv.Atoi(f[ws:i])
		}
		if i-ws > 2 {
			L.RaiseError("invalid conversion '%%%s' to 'format'", f[st:min(i+1, len(f))])
		}
		if i < len(f) && f[i] == '.' {
			i++
			ps := i
			for i < len(f) && f[i] >= '0' && f[i] <= '9' {
				i++
			}
			pr, _ = strconv.Atoi(f[ps:i])
			if i-ps > 2 {
				L.RaiseError("invalid conversion '%%%s' to 'format'", f[st:min(i+1, len(f))])
			}
		}
		if i >= len(f) {
			L.RaiseError("invalid conversion '%%%s' to 'format'", f[st:])
		}
		arg++
		if arg > L.GetTop() {
			argErr(L, arg, "no value")
		}
		minus, plus, space, alt, zero := strings.Contains(fl, "-"), strings.Contains(fl, "+"), strings.Contains(fl, " "), strings.Contains(fl, "#"), strings.Contains(fl, "0")
		pad := func(sign, body string, z bool) {
			n := w - len(sign) - len(body)
			switch {
			case n <= 0:
				b.WriteString(sign + body)
			case minus:
				b.WriteString(sign + body + strings.Repeat(" ", n))
			case z:
				b.WriteString(sign + strings.Repeat("0", n) + body)
			default:
				b.WriteString(strings.Repeat(" ", n) + sign + body)
			}
		}
		sgn := func(neg bool) string {
			switch {
			case neg:
				return "-"
			case plus:
				return "+"
			case space:
				return " "
			}
			return ""
		}
		switch cv := f[i]; cv {
		case 'd', 'i':
			v := ckInt(L, arg)
			d := strconv.FormatInt(v, 10)
			neg := v < 0
			d = strings.TrimPrefix(d, "-")
			if pr >= 0 {
				if pr == 0 && v == 0 {
					d = ""
				}
				d = strings.Repeat("0", max(0, pr-len(d))) + d
			}
			pad(sgn(neg), d, zero && pr < 0)
		case 'u', 'x', 'X', 'o':
			v := uint64(ckInt(L, arg))
			base := map[byte]int{'u': 10, 'x': 16, 'X': 16, 'o': 8}[cv]
			d := strconv.FormatUint(v, base)
			pre := ""
			if alt && v != 0 && base == 16 {
				pre = "0x"
			}
			if pr >= 0 {
				d = strings.Repeat("0", max(0, pr-len(d))) + d
			}
			if cv == 'X' {
				d, pre = strings.ToUpper(d), strings.ToUpper(pre)
			}
			pad(pre, d, zero && pr < 0)
		case 'c':
			pad("", string([]byte{byte(ckInt(L, arg))}), false)
		case 'e', 'E', 'f', 'F', 'g', 'G', 'a', 'A':
			v := ckFlt(L, arg)
			neg := math.Signbit(v) && v == v
			a := math.Abs(v)
			var d string
			z := zero
			switch {
			case math.IsInf(a, 0):
				d, z = "inf", false
			case a != a:
				d, z = "nan", false
				neg = math.Signbit(v)
			default:
				q := pr
				if q < 0 {
					q = 6
				}
				switch cv | 0x20 {
				case 'e':
					d = strconv.FormatFloat(a, 'e', q, 64)
				case 'f':
					d = strconv.FormatFloat(a, 'f', q, 64)
				case 'g':
					d = FmtG(a, q)
				case 'a':
					d = hexFloat(a, pr, false)
				}
			}
			if cv < 'a' {
				d = strings.ToUpper(d)
			}
			pad(sgn(neg), d, z)
		case 's':
			s := ToString(L, L.Get(arg))
			if pr >= 0 && len(s) > pr {
				s = s[:pr]
			}
			pad("", s, false)
		case 'q':
			if fl != "" || w >= 0 || pr >= 0 {
				L.RaiseError("specifier '%%q' cannot have modifiers")
			}
			b.WriteString(quote(L, L.Get(arg)))
		case 'p':
			s := "(null)"
			switch v := L.Get(arg).(type) {
			case *Table, *lua.LFunction, *lua.LUserData, *Co:
				s = fmt.Sprintf("%p", v)
			}
			pad("", s, false)
		default:
			L.RaiseError("invalid conversion '%%%s' to 'format'", f[st:i+1])
		}
	}
	L.Push(lua.LString(b.String()))
	return 1
}

// ---- pack/unpack ----
type packer struct {
	L      *lua.LState
	f      string
	i      int
	little bool
	maxal  int
}

func (p *packer) num(d int) int {
	if p.i >= len(p.f) || p.f[p.i] < '0' || p.f[p.i] > '9' {
		return d
	}
	n := 0
	for p.i < len(p.f) && p.f[p.i] >= '0' && p.f[p.i] <= '9' && n < 1<<27 {
		n = n*10 + int(p.f[p.i]-'0')
		p.i++
	}
	return n
}
func (p *packer) lim(d int) int {
	n := p.num(d)
	if n < 1 || n > 16 {
		p.L.RaiseError("integral size (%d) out of limits [1,16]", n)
	}
	return n
}

type kopt struct {
	k     byte // i,u,f,d,s(string),z,c,x(pad),X,' ' none
	size  int
	align int
}

func (p *packer) opt() kopt {
	c := p.f[p.i]
	p.i++
	switch c {
	case 'b':
		return kopt{'i', 1, 0}
	case 'B':
		return kopt{'u', 1, 0}
	case 'h':
		return kopt{'i', 2, 0}
	case 'H':
		return kopt{'u', 2, 0}
	case 'l', 'j':
		return kopt{'i', 8, 0}
	case 'L', 'J', 'T':
		return kopt{'u', 8, 0}
	case 'i':
		return kopt{'i', p.lim(4), 0}
	case 'I':
		return kopt{'u', p.lim(4), 0}
	case 'f':
		return kopt{'f', 4, 0}
	case 'd', 'n':
		return kopt{'d', 8, 0}
	case 's':
		return kopt{'s', p.lim(8), 0}
	case 'c':
		n := p.num(-1)
		if n < 0 {
			p.L.RaiseError("missing size for format option 'c'")
		}
		return kopt{'c', n, 0}
	case 'z':
		return kopt{'z', 0, 0}
	case 'x':
		return kopt{'x', 1, 0}
	case 'X':
		return kopt{'X', 0, 0}
	case ' ':
	case '<':
		p.little = true
	case '>':
		p.little = false
	case '=':
		p.little = true
	case '!':
		p.maxal = p.lim(8)
	default:
		p.L.RaiseError("invalid format option '%s'", string(c))
	}
	return kopt{' ', 0, 0}
}
func (p *packer) next(total int) (kopt, int) {
	o := p.opt()
	al := o.size
	if o.k == 'X' {
		if p.i >= len(p.f) {
			argErr(p.L, 1, "invalid next option for option 'X'")
		}
		q := p.opt()
		al = q.size
		if q.k == 'c' || al == 0 {
			argErr(p.L, 1, "invalid next option for option 'X'")
		}
	}
	pad := 0
	if al > 1 && (o.k == 'i' || o.k == 'u' || o.k == 'f' || o.k == 'd' || o.k == 's' || o.k == 'X') {
		if al > p.maxal {
			al = p.maxal
		}
		if al&(al-1) != 0 {
			argErr(p.L, 1, "format asks for alignment not power of 2")
		}
		pad = (al - total&(al-1)) & (al - 1)
	}
	return o, pad
}
func putInt(b []byte, v int64, n int, little bool) []byte {
	var t [16]byte
	ext := byte(0)
	if v < 0 {
		ext = 0xff
	}
	for i := 0; i < n; i++ {
		if i < 8 {
			t[i] = byte(v >> (8 * i))
		} else {
			t[i] = ext
		}
	}
	if !little {
		for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
			t[i], t[j] = t[j], t[i]
		}
	}
	return append(b, t[:n]...)
}
func getInt(L *lua.LState, s string, n int, little, signed bool) int64 {
	at := func(i int) byte {
		if little {
			return s[i]
		}
		return s[n-1-i]
	}
	var r uint64
	for i := min(n, 8) - 1; i >= 0; i-- {
		r = r<<8 | uint64(at(i))
	}
	if n < 8 {
		if signed {
			m := uint64(1) << (n*8 - 1)
			r = (r ^ m) - m
		}
	} else {
		for i := 8; i < n; i++ {
			want := byte(0)
			if signed && int64(r) < 0 {
				want = 0xff
			}
			if at(i) != want {
				L.RaiseError("%d-byte integer does not fit into Lua Integer", n)
			}
		}
	}
	return int64(r)
}
func strPack(L *lua.LState) int {
	p := &packer{L: L, f: ckStr(L, 1), little: true, maxal: 1}
	var b []byte
	arg := 1
	for p.i < len(p.f) {
		o, pad := p.next(len(b))
		for ; pad > 0; pad-- {
			b = append(b, 0)
		}
		switch o.k {
		case 'i':
			arg++
			v := ckInt(L, arg)
			if o.size < 8 {
				lim := int64(1) << (o.size*8 - 1)
				if v < -lim || v >= lim {
					argErr(L, arg, "integer overflow")
				}
			}
			b = putInt(b, v, o.size, p.little)
		case 'u':
			arg++
			v := ckInt(L, arg)
			if o.size < 8 && uint64(v) >= uint64(1)<<(o.size*8) {
				argErr(L, arg, "unsigned overflow")
			}
			if o.size > 8 { // zero-extend
				t := putInt(nil, v, 8, true)
				t = append(t, make([]byte, o.size-8)...)
				if !p.little {
					for i, j := 0, len(t)-1; i < j; i, j = i+1, j-1 {
						t[i], t[j] = t[j], t[i]
					}
				}
				b = append(b, t...)
			} else {
				b = putInt(b, v, o.size, p.little)
			}
		case 'f':
			arg++
			b = putInt(b, int64(int32(math.Float32bits(float32(ckFlt(L, arg))))), 4, p.little)
		case 'd':
			arg++
			b = putInt(b, int64(math.Float64bits(ckFlt(L, arg))), 8, p.little)
		case 'c':
			arg++
			s := ckStr(L, arg)
			if len(s) > o.size {
				argErr(L, arg, "string longer than given size")
			}
			b = append(b, s...)
			b = append(b, make([]byte, o.size-len(s))...)
		case 's':
			arg++
			s := ckStr(L, arg)
			if o.size < 8 && uint64(len(s)) >= uint64(1)<<(o.size*8) {
				argErr(L, arg, "string length does not fit in given size")
			}
			b = putInt(b, int64(len(s)), o.size, p.little)
			b = append(b, s...)
		case 'z':
			arg++
			s := ckStr(L, arg)
			if strings.IndexByte(s, 0) >= 0 {
				argErr(L, arg, "string contains zeros")
			}
			b = append(b, s...)
			b = append(b, 0)
		case 'x':
			b = append(b, 0)
		}
	}
	L.Push(lua.LString(b))
	return 1
}
func strPackSize(L *lua.LState) int {
	p := &packer{L: L, f: ckStr(L, 1), little: true, maxal: 1}
	n := 0
	for p.i < len(p.f) {
		o, pad := p.next(n)
		if o.k == 's' || o.k == 'z' {
			argErr(L, 1, "variable-length format")
		}
		if n > math.MaxInt32-pad-o.size {
			argErr(L, 1, "format result too large")
		}
		if o.k != 'X' {
			n += o.size
		}
		n += pad
	}
	L.Push(lua.LNumber(n))
	return 1
}
func strUnpack(L *lua.LState) int {
	p := &packer{L: L, f: ckStr(L, 1), little: true, maxal: 1}
	s := ckStr(L, 2)
	pos := int(posrel(optInt(L, 3, 1), len(s))) - 1
	if pos > len(s) {
		argErr(L, 3, "initial position out of string")
	}
	n := 0
	for p.i < len(p.f) {
		o, pad := p.next(pos)
		need := o.size
		if o.k == 'X' {
			need = 0
		}
		if pad+need > len(s)-pos {
			argErr(L, 2, "data string too short")
		}
		pos += pad
		switch o.k {
		case 'i', 'u':
			L.Push(Int(getInt(L, s[pos:], o.size, p.little, o.k == 'i')))
			n++
		case 'f':
			L.Push(Flt(float64(math.Float32frombits(uint32(getInt(L, s[pos:], 4, p.little, false))))))
			n++
		case 'd':
			L.Push(Flt(math.Float64frombits(uint64(getInt(L, s[pos:], 8, p.little, false)))))
			n++
		case 'c':
			L.Push(lua.LString(s[pos : pos+o.size]))
			n++
		case 's':
			ln := getInt(L, s[pos:], o.size, p.little, false)
			if ln < 0 || ln > int64(len(s)-pos-o.size) {
				argErr(L, 2, "data string too short")
			}
			L.Push(lua.LString(s[pos+o.size : pos+o.size+int(ln)]))
			pos += int(ln)
			n++
		case 'z':
			e := strings.IndexByte(s[pos:], 0)
			if e < 0 {
				argErr(L, 2, "unfinished string for format 'z'")
			}
			L.Push(lua.LString(s[pos : pos+e]))
			pos += e + 1
			n++
		}
		pos += need
	}
	L.Push(lua.LNumber(pos + 1))
	return n + 1
}

func (st *State) openString(L *lua.LState) {
	t := NewTable(0, 0)
	fn := func(n string, f lua.LGFunction) { t.RawSetString(n, L.NewFunction(f)) }
	fn("len", func(L *lua.LState) int { L.Push(lua.LNumber(len(ckStr(L, 1)))); return 1 })
	fn("upper", func(L *lua.LState) int {
		b := []byte(ckStr(L, 1))
		for i, c := range b {
			if c >= 'a' && c <= 'z' {
				b[i] = c - 32
			}
		}
		L.Push(lua.LString(b))
		return 1
	})
	fn("lower", func(L *lua.LState) int {
		b := []byte(ckStr(L, 1))
		for i, c := range b {
			if c >= 'A' && c <= 'Z' {
				b[i] = c + 32
			}
		}
		L.Push(lua.LString(b))
		return 1
	})
	fn("reverse", func(L *lua.LState) int {
		b := []byte(ckStr(L, 1))
		for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
		L.Push(lua.LString(b))
		return 1
	})
	fn("rep", func(L *lua.LState) int {
		s, n, sep := ckStr(L, 1), ckInt(L, 2), optStr(L, 3, "")
		if n <= 0 {
			L.Push(lua.LString(""))
			return 1
		}
		if l := int64(len(s) + len(sep)); l > 0 && n > MaxStr/l {
			L.RaiseError("resulting string too large")
		}
		if sep == "" {
			L.Push(lua.LString(strings.Repeat(s, int(n))))
		} else {
			L.Push(lua.LString(strings.Repeat(s+sep, int(n-1)) + s))
		}
		return 1
	})
	endpos := func(i int64, n int) int64 {
		if i > int64(n) {
			return int64(n)
		}
		if i >= 0 {
			return i
		}
		if i < -int64(n) {
			return 0
		}
		return int64(n) + i + 1
	}
	fn("sub", func(L *lua.LState) int {
		s := ckStr(L, 1)
		i, j := posrel(ckInt(L, 2), len(s)), endpos(optInt(L, 3, -1), len(s))
		if i > j {
			L.Push(lua.LString(""))
		} else {
			L.Push(lua.LString(s[i-1 : j]))
		}
		return 1
	})
	fn("byte", func(L *lua.LState) int {
		s := ckStr(L, 1)
		pi := optInt(L, 2, 1)
		i := posrel(pi, len(s))
		j := endpos(optInt(L, 3, i), len(s))
		n := 0
		for ; i <= j; i++ {
			L.Push(lua.LNumber(s[i-1]))
			n++
		}
		return n
	})
	fn("char", func(L *lua.LState) int {
		b := make([]byte, L.GetTop())
		for i := range b {
			v := ckInt(L, i+1)
			if v < 0 || v > 255 {
				argErr(L, i+1, "value out of range")
			}
			b[i] = byte(v)
		}
		L.Push(lua.LString(b))
		return 1
	})
	fn("find", func(L *lua.LState) int { return strFind(L, true) })
	fn("match", func(L *lua.LState) int { return strFind(L, false) })
	fn("gsub", strGsub)
	fn("gmatch", func(L *lua.LState) int {
		s, p := ckStr(L, 1), ckStr(L, 2)
		src := int(posrel(optInt(L, 3, 1), len(s))) - 1
		if src > len(s) {
			src = len(s) + 1
		}
		last := -1
		L.Push(L.NewFunction(func(L *lua.LState) int {
			m := &mstate{L: L, s: s, p: p}
			for ; src <= len(s); src++ {
				m.level, m.depth = 0, 0
				if e := m.match(src, 0); e >= 0 && e != last {
					st := src
					src, last = e, e
					return m.pushCaps(st, e, true)
				}
			}
			return 0
		}))
		return 1
	})
	fn("format", strFormat)
	fn("pack", strPack)
	fn("unpack", strUnpack)
	fn("packsize", strPackSize)
	fn("dump", func(L *lua.LState) int { L.RaiseError("unable to dump given function"); return 0 })
	st.G.RawSetString("string", t)
	mt := NewTable(0, 0)
	mt.RawSetString("__index", t)
	st.types[lua.LTString] = mt

	u := NewTable(0, 0)
	ufn := func(n string, f lua.LGFunction) { u.RawSetString(n, L.NewFunction(f)) }
	u.RawSetString("charpattern", lua.LString("[\x00-\x7F\xC2-\xFD][\x80-\xBF]*"))
	ufn("char", func(L *lua.LState) int {
		var b strings.Builder
		for i := 1; i <= L.GetTop(); i++ {
			c := ckInt(L, i)
			if uint64(c) > 0x7FFFFFFF {
				argErr(L, i, "value out of range")
			}
			b.WriteString(syntax.Utf8Enc(uint64(c)))
		}
		L.Push(lua.LString(b.String()))
		return 1
	})
	dec := func(s string, strict bool) (uint32, int) {
		if s == "" {
			return 0, 0
		}
		c := s[0]
		if c < 0x80 {
			return uint32(c), 1
		}
		limits := [...]uint32{^uint32(0), 0x80, 0x800, 0x10000, 0x200000, 0x4000000}
		n := 0
		var r uint32
		for ; c&0x40 != 0; c <<= 1 {
			n++
			if n >= len(s) || s[n]&0xC0 != 0x80 {
				return 0, 0
			}
			r = r<<6 | uint32(s[n]&0x3f)
		}
		if n == 0 || n > 5 {
			return 0, 0
		}
		r |= uint32(c&0x7f) << (n * 5)
		if r > 0x7fffffff || r < limits[n] {
			return 0, 0
		}
		if strict && (r > 0x10FFFF || r >= 0xD800 && r <= 0xDFFF) {
			return 0, 0
		}
		return r, n + 1
	}
	upos := func(i int64, n int) int64 {
		if i >= 0 {
			return i
		}
		if -i > int64(n) {
			return 0
		}
		return int64(n) + i + 1
	}
	ufn("len", func(L *lua.LState) int {
		s := ckStr(L, 1)
		i, j := upos(optInt(L, 2, 1), len(s)), upos(optInt(L, 3, -1), len(s))
		if i < 1 || i-1 > int64(len(s)) {
			argErr(L, 2, "initial position out of bounds")
		}
		if j > int64(len(s)) {
			argErr(L, 3, "final position out of bounds")
		}
		n := 0
		for p := i - 1; p < j; {
			_, k := dec(s[p:], !lua.LVAsBool(L.Get(4)))
			if k == 0 {
				L.Push(lua.LNil)
				L.Push(Int(p + 1))
				return 2
			}
			p += int64(k)
			n++
		}
		L.Push(lua.LNumber(n))
		return 1
	})
	ufn("codepoint", func(L *lua.LState) int {
		s := ckStr(L, 1)
		i := upos(optInt(L, 2, 1), len(s))
		j := upos(optInt(L, 3, i), len(s))
		if i < 1 {
			argErr(L, 2, "out of bounds")
		}
		if j > int64(len(s)) {
			argErr(L, 3, "out of bounds")
		}
		n := 0
		if i > j {
			return 0
		}
		for p := i - 1; p < j; {
			c, k := dec(s[p:], !lua.LVAsBool(L.Get(4)))
			if k == 0 {
				L.RaiseError("invalid UTF-8 code")
			}
			L.Push(lua.LNumber(c))
			p += int64(k)
			n++
		}
		return n
	})
	cont := func(s string, i int64) bool { return i < int64(len(s)) && i >= 0 && s[i]&0xC0 == 0x80 }
	_ = cont
	ufn("offset", func(L *lua.LState) int {
		s := ckStr(L, 1)
		n := ckInt(L, 2)
		d := int64(1)
		if n <= 0 {
			d = int64(len(s)) + 1
		}
		p := upos(optInt(L, 3, d), len(s)) - 1
		if p < 0 || p > int64(len(s)) {
			argErr(L, 3, "position out of bounds")
		}
		if n == 0 {
			for p > 0 && cont(s, p) {
				p--
			}
		} else {
			if cont(s, p) {
				L.RaiseError("initial position is a continuation byte")
			}
			if n < 0 {
				for n < 0 && p > 0 {
					p--
					for p > 0 && cont(s, p) {
						p--
					}
					n++
				}
			} else {
				n--
				for n > 0 && p < int64(len(s)) {
					p++
					for cont(s, p) {
						p++
					}
					n--
				}
			}
		}
		if n == 0 {
			L.Push(Int(p + 1))
		} else {
			L.Push(lua.LNil)
		}
		return 1
	})
	ufn("codes", func(L *lua.LState) int {
		s := ckStr(L, 1)
		strict := !lua.LVAsBool(L.Get(2))
		if cont(s, 0) {
			argErr(L, 1, "invalid UTF-8 code")
		}
		L.Push(L.NewFunction(func(L *lua.LState) int {
			s := ckStr(L, 1)
			n := ckInt(L, 2)
			if n > 0 {
				for cont(s, n) {
					n++
				}
			}
			if n >= int64(len(s)) {
				return 0
			}
			c, k := dec(s[n:], strict)
			if k == 0 || cont(s, n+int64(k)) {
				L.RaiseError("invalid UTF-8 code")
			}
			L.Push(Int(n + 1))
			L.Push(lua.LNumber(c))
			return 2
		}))
		L.Push(lua.LString(s))
		L.Push(lua.LNumber(0))
		return 3
	})
	st.G.RawSetString("utf8", u)
}

var _ = binary.LittleEndian
var _ = utf8.RuneError
