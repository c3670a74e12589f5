package wsbridge

import (
	"bytes"
	"unsafe"
)

// An Input holds bytes that came in pieces, and gives them out as strings: so
// many, up to a separator, or all. Nothing is copied more than once, however
// small the pieces. The zero value is empty. It is not for several goroutines.
type Input struct {
	pieces [][]byte // pieces[first:] are in use
	first  int
	off    int // bytes of the first piece that are gone
	n      int
	sought int    // bytes that are known to hold no start of sep
	sep    string // of the last search
}

// smallPiece is up to how many bytes a piece is put behind the one before, if
// there is room: a peer that sends byte by byte costs a byte for each.
const smallPiece = 256

// Len is how many bytes there are.
func (in *Input) Len() int { return in.n }

// Add appends p, which belongs to the Input from then on.
func (in *Input) Add(p []byte) {
	if len(p) == 0 {
		return
	}
	in.n += len(p)
	if last := len(in.pieces) - 1; last >= in.first && len(p) <= smallPiece {
		if room := in.pieces[last]; len(p) <= cap(room)-len(room) {
			in.pieces[last] = append(room, p...)
			return
		}
		p = append(make([]byte, 0, 2*smallPiece), p...)
	}
	if in.first > 0 && in.first >= len(in.pieces)/2 && len(in.pieces) == cap(in.pieces) {
		n := copy(in.pieces, in.pieces[in.first:])
		clear(in.pieces[n:])
		in.pieces, in.first = in.pieces[:n], 0
	}
	in.pieces = append(in.pieces, p)
}

// Take takes n bytes out. There must be as many.
func (in *Input) Take(n int) string {
	if n <= 0 {
		return ""
	}
	in.n -= n
	in.sought = max(in.sought-n, 0)
	piece := in.pieces[in.first][in.off:]
	if n <= len(piece) {
		s := stringOf(piece[:n], cap(in.pieces[in.first]))
		in.skip(n)
		return s
	}
	b := make([]byte, 0, n)
	for len(b) < n {
		piece := in.pieces[in.first][in.off:]
		piece = piece[:min(len(piece), n-len(b))]
		b = append(b, piece...)
		in.skip(len(piece))
	}
	return unsafe.String(unsafe.SliceData(b), n)
}

// stringOf is p as a string: without a copy, if p is most of what would stay in
// memory because of it. What is in a piece never changes.
func stringOf(p []byte, held int) string {
	if 2*len(p) < held {
		return string(p)
	}
	return unsafe.String(unsafe.SliceData(p), len(p))
}

// skip drops n bytes, of the first piece only.
func (in *Input) skip(n int) {
	if in.off += n; in.off < len(in.pieces[in.first]) {
		return
	}
	in.pieces[in.first] = nil
	in.off = 0
	if in.first++; in.first == len(in.pieces) {
		in.pieces, in.first = in.pieces[:0], 0
		if cap(in.pieces) > 64 {
			in.pieces = nil
		}
	}
}

// TakeAll takes everything out.
func (in *Input) TakeAll() string { return in.Take(in.n) }

// TakeLine takes out what comes before sep, and drops sep. It reports false if
// there is no sep yet; what was searched once is not searched again.
func (in *Input) TakeLine(sep string) (line string, ok bool) {
	n := in.Find(sep)
	if n < 0 {
		return "", false
	}
	line = in.Take(n)
	for left := len(sep); left > 0; {
		n := min(left, len(in.pieces[in.first])-in.off)
		in.n -= n
		in.skip(n)
		left -= n
	}
	in.sought = 0
	return line, true
}

// Find is how many bytes come before sep, or -1. The empty sep is before any
// byte.
func (in *Input) Find(sep string) int {
	if in.sep != sep {
		in.sep, in.sought = sep, 0
	}
	if len(sep) == 0 {
		return min(in.n, 1) - 1
	}
	i, from := in.first, in.off
	at := 0 // where in the Input pieces[i][from] is
	for ; i < len(in.pieces) && at+len(in.pieces[i])-from <= in.sought; i++ {
		at += len(in.pieces[i]) - from
		from = 0
	}
	if i < len(in.pieces) {
		from, at = from+in.sought-at, in.sought
	}
	for at+len(sep) <= in.n {
		piece := in.pieces[i][from:]
		k := bytes.IndexByte(piece, sep[0])
		if k < 0 {
			at += len(piece)
			i, from = i+1, 0
			continue
		}
		at, from = at+k, from+k
		if at+len(sep) > in.n {
			break
		}
		if in.holds(i, from, sep) {
			in.sought = at
			return at
		}
		at++
		if from++; from == len(in.pieces[i]) {
			i, from = i+1, 0
		}
	}
	in.sought = min(at, in.n)
	return -1
}

// holds reports whether sep is at pieces[i][from], where enough bytes are left.
func (in *Input) holds(i, from int, sep string) bool {
	for {
		piece := in.pieces[i][from:]
		n := min(len(piece), len(sep))
		if string(piece[:n]) != sep[:n] {
			return false
		}
		if sep = sep[n:]; sep == "" {
			return true
		}
		i, from = i+1, 0
	}
}
