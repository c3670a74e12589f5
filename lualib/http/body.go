package http

import (
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// maxBody bounds bodies for which no bound is given: each is one string.
const maxBody = 256<<20 - 1

// bodyLimit is argument n, the longest body in bytes, or maxBody if it is nil.
func bodyLimit(L *luahost.State, n int) int {
	if L.Get(n) == lua.LNil {
		return maxBody
	}
	return int(max(min(lua54.CheckFlt(L, n), maxBody), 0))
}

// Kinds of lengths that a header may give.
const (
	noLength = -1 - iota
	badLength
)

// lengthOf is the content-length of a header. One that is no plain number, or
// that is given twice and differs, is bad.
func lengthOf(header *lua54.Table) int {
	texts := []lua.LValue{header.RawGetString("content-length")}
	switch v := texts[0].(type) {
	case *lua.LNilType:
		return noLength
	case *lua54.Table:
		texts = v.Arr()
	}
	length := noLength
	for _, v := range texts {
		s, _ := lua54.Str(v)
		n, ok := digits(s)
		if !ok || length != noLength && n != length {
			return badLength
		}
		length = n
	}
	return length
}

// contentLength(header) gives what lengthOf does, or nil; a bad one raises an error.
func contentLength(L *luahost.State) int {
	switch n := lengthOf(lua54.CheckTable(L, 1)); n {
	case noLength:
		return lua54.Push(L, lua.LNil)
	case badLength:
		lua54.Raise(L, lua.LString("Invalid HTTP response header"))
		return 0
	default:
		return lua54.Push(L, lua54.Int(int64(n)))
	}
}

// coding is the transfer-encoding of a header: chunked or not, or ok false if
// it is neither chunked nor identity.
func coding(header *lua54.Table) (chunked, ok bool) {
	switch v := header.RawGetString("transfer-encoding").(type) {
	case *lua.LNilType:
		return false, true
	case lua.LString:
		chunked = strings.EqualFold(string(v), "chunked")
		return chunked, chunked || strings.EqualFold(string(v), "identity")
	}
	return false, false
}

// sized reads a body of n bytes; got has been read already. What is behind it in
// got is dropped, as in skynet.
func (r reader) sized(n int, got string) string {
	if len(got) >= n {
		return got[:n]
	}
	rest := r.exactly(n - len(got))
	if got == "" {
		return rest
	}
	lua54.CheckSize(r.L, n)
	return got + rest
}

// maxSizeLine is how long the line before a chunk may be.
const maxSizeLine = 128

// chunked reads a chunked body and the trailer behind it, whose fields go into
// the header. It returns false if there is more than limit, or no such body.
func (r reader) chunked(limit int, header *lua54.Table, got string) (string, bool) {
	var b strings.Builder
	for {
		piece, rest, ok := r.chunk(limit-b.Len(), header, got)
		if !ok {
			return "", false
		}
		if piece == "" {
			return b.String(), true
		}
		lua54.Charge(r.L, len(piece))
		b.WriteString(piece)
		got = rest
	}
}

// chunk reads one chunk, or the last one, which is empty, with the trailer.
func (r reader) chunk(limit int, header *lua54.Table, got string) (piece, rest string, ok bool) {
	n, rest, ok := r.chunkSize(got)
	if !ok || n > limit {
		return "", "", false
	}
	if n == 0 {
		lines, rest, ok, _ := r.head(rest)
		return "", rest, ok && fields(lines, header)
	}
	if n <= len(rest) {
		piece, rest = rest[:n], rest[n:]
	} else {
		piece, rest = r.sized(n, rest), ""
	}
	if len(rest) < len(lineEnd) {
		rest += r.exactly(len(lineEnd) - len(rest))
	}
	rest, ok = strings.CutPrefix(rest, lineEnd)
	return piece, rest, ok
}

const lineEnd = "\r\n"

// chunkSize reads the line before a chunk: its size, what stands behind the
// line, and whether it is one.
func (r reader) chunkSize(got string) (n int, rest string, ok bool) {
	for {
		if line, rest, found := strings.Cut(got, lineEnd); found {
			size, _, _ := strings.Cut(line, ";") // an extension
			u, err := strconv.ParseUint(strings.TrimRight(size, " \t"), 16, 62)
			return int(min(u, maxBody+1)), rest, err == nil && size[0] != '+'
		}
		if len(got) > maxSizeLine {
			return 0, "", false
		}
		got += r.some()
	}
}
