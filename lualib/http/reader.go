package http

import (
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// A reader reads by a script's read function: read() gives some bytes, read(n)
// gives n. Either may block the task, and raises what it wants to.
type reader struct {
	L    *luahost.State
	read lua.LValue
}

// some calls read(). It may give an empty string.
func (r reader) some() string {
	lua54.Poll(r.L)
	lua54.Push(r.L, r.read)
	return r.result(0)
}

// exactly reads n bytes. Long ones come in pieces, so that who waits for one can
// be told from who is slow.
func (r reader) exactly(n int) string {
	if n <= pieceSize {
		return r.piece(n)
	}
	lua54.CheckSize(r.L, n)
	var b strings.Builder
	b.Grow(min(n, 16*pieceSize))
	for b.Len() < n {
		b.WriteString(r.piece(min(n-b.Len(), pieceSize)))
	}
	return b.String()
}

const pieceSize = 64 << 10

// piece calls read(n).
func (r reader) piece(n int) string {
	lua54.Poll(r.L)
	lua54.Push(r.L, r.read, lua54.Int(int64(n)))
	s := r.result(1)
	if len(s) != n {
		r.fail("the read function gave %d bytes of %d", len(s), n)
	}
	return s
}

func (r reader) result(nargs int) string {
	lua54.Call(r.L, nargs, 1)
	v := r.L.Get(-1)
	r.L.Pop(1)
	s, ok := v.(lua.LString)
	if !ok {
		r.fail("the read function gave a %s, not a string", lua54.TypeName(r.L, v))
	}
	return string(s)
}

func (r reader) fail(format string, args ...any) { lua54.Errorf(r.L, "http: "+format, args...) }

const endOfHead = "\r\n\r\n"

// head reads until the empty line that ends a head: its lines, each with its
// CRLF, and what has come behind it. pre has been read already. If pre begins
// with the empty line, there are no lines. ok is false if the head is too long;
// late is true if it took too long since its first byte.
func (r reader) head(pre string) (lines, rest string, ok, late bool) {
	var since time.Time
	clock := luahost.ServiceOf(r.L).Host().Clock()
	text := pre
	for from := 0; ; {
		if strings.HasPrefix(text, "\r\n") {
			return "", text[2:], true, false
		}
		if i := strings.Index(text[from:], endOfHead); i >= 0 {
			end := from + i + len("\r\n")
			if end > maxHead {
				return "", "", false, false
			}
			lines, rest = text[:end], text[end+len("\r\n"):]
			if len(rest) > len(lines) { // fields shall not keep a long body
				lines = strings.Clone(lines)
			}
			return lines, rest, true, false
		}
		if len(text) > maxPending {
			return "", "", false, false
		}
		if len(text) > 0 {
			switch now := clock.Now(); {
			case since.IsZero():
				since = now
			case now.Sub(since) > headTime:
				return "", "", false, true
			}
		}
		from = max(0, len(text)-len(endOfHead)+1)
		text += r.some()
	}
}

// headTime is how long a head may take to come, from its first byte on: who
// sends a byte now and then doesn't keep a task for ever.
const headTime = 60 * time.Second
