package stdlib

import (
	"bufio"
	"io"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/syntax"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

// readArgs reads what formats ask for, as file:read does; first is the number of
// the first one's argument.
func readArgs(L *lua.LState, f *stream, formats []lua.LValue, first int) int {
	if len(formats) == 0 {
		formats = lineFormat
	}
	r := fileReader{L: L, f: f}
	r.do(func() { r.in, r.err = f.reader() })
	results := make([]lua.LValue, 0, len(formats))
	for i := 0; i < len(formats) && r.err == nil; i++ {
		v := r.read(formats[i], first+i)
		results = append(results, v)
		if v == lua.LNil {
			break
		}
	}
	if r.err != nil && r.err != io.EOF {
		return fileResult(L, r.err, "")
	}
	return vm.Push(L, results...)
}

var lineFormat = []lua.LValue{lua.LString("l")}

// fileReader reads one value after the other. Each step that may wait goes
// through do, and is short: between two of them the size is checked.
type fileReader struct {
	L   *lua.LState
	f   *stream
	in  *bufio.Reader
	err error
}

func (r *fileReader) do(step func()) {
	if r.f.slow {
		r.f.wait(r.L, step)
	} else {
		step()
	}
}

// read reads one value, nil if there is nothing left.
func (r *fileReader) read(format lua.LValue, arg int) lua.LValue {
	if format.Type() == lua.LTNumber {
		n, ok := vm.ToInt(format)
		if !ok {
			vm.ArgError(r.L, arg, "number has no integer representation")
		}
		return r.chars(n)
	}
	name, ok := vm.Str(format)
	if !ok {
		vm.TypeError(r.L, arg, "string")
	}
	if name != "" && name[0] == '*' { // as 5.2 and older wrote them
		name = name[1:]
	}
	if name == "" {
		name = "?"
	}
	switch name[0] {
	case 'n':
		v := lua.LValue(lua.LNil)
		r.do(func() { v = readNumber(r.in) })
		return v
	case 'l', 'L':
		b, more := r.gather(func() ([]byte, error) { return r.in.ReadSlice('\n') })
		if n := len(b); more && name[0] == 'l' {
			b = b[:n-1]
		}
		if more || len(b) > 0 {
			return lua.LString(b)
		}
		return lua.LNil
	case 'a':
		return lua.LString(r.upTo(math.MaxInt64))
	}
	vm.ArgError(r.L, arg, "invalid format")
	return nil
}

// gather calls next until it ends with something else than a full buffer; more
// is false at the end of the file.
func (r *fileReader) gather(next func() ([]byte, error)) (b []byte, more bool) {
	var grow growth
	for {
		var err error
		r.do(func() {
			var piece []byte
			piece, err = next()
			b = append(b, piece...)
		})
		grow.check(r.L, len(b))
		switch {
		case err == nil:
			return b, true
		case err == io.EOF:
			return b, false
		case err != bufio.ErrBufferFull:
			r.err = err
			return nil, false
		}
	}
}

// upTo reads n bytes, or what there is.
func (r *fileReader) upTo(n int64) []byte {
	b, _ := r.gather(func() ([]byte, error) {
		if n == 0 {
			return nil, nil
		}
		if r.in.Buffered() == 0 {
			if _, err := r.in.Peek(1); err != nil {
				return nil, err
			}
		}
		piece, err := r.in.Peek(int(min(n, int64(r.in.Buffered()))))
		piece = append([]byte(nil), piece...)
		n -= int64(len(piece))
		_, _ = r.in.Discard(len(piece))
		if err == nil && n > 0 {
			err = bufio.ErrBufferFull
		}
		return piece, err
	})
	return b
}

func (r *fileReader) chars(n int64) lua.LValue {
	if n == 0 { // is there anything left?
		left := lua.LValue(lua.LNil)
		r.do(func() {
			if _, err := r.in.Peek(1); err == nil {
				left = emptyString
			} else {
				r.err = err
			}
		})
		return left
	}
	if n < 0 {
		n = math.MaxInt64 // size_t in C
	}
	if b := r.upTo(n); len(b) > 0 {
		return lua.LString(b)
	}
	return lua.LNil
}

// maxNumeral is the longest numeral that is read.
const maxNumeral = 200

// numeral reads the longest prefix of a numeral.
type numeral struct {
	in  *bufio.Reader
	buf []byte
	bad bool
}

// accept takes the next byte if it is in set.
func (n *numeral) accept(set string) bool {
	c, err := n.in.Peek(1)
	if err != nil || n.bad {
		return false
	}
	for i := range len(set) {
		if set[i] == c[0] {
			if len(n.buf) >= maxNumeral {
				n.bad = true
				return false
			}
			n.buf = append(n.buf, c[0])
			_, _ = n.in.Discard(1)
			return true
		}
	}
	return false
}

func (n *numeral) digits(set string) (count int) {
	for n.accept(set) {
		count++
	}
	return
}

func readNumber(in *bufio.Reader) lua.LValue {
	for {
		c, err := in.Peek(1)
		if err != nil {
			return lua.LNil
		}
		if !isSpace(int(c[0])) {
			break
		}
		_, _ = in.Discard(1)
	}
	n := numeral{in: in}
	const decimal = "0123456789"
	set, exp, count := decimal, "eE", 0
	n.accept("-+")
	if n.accept("0") {
		if n.accept("xX") {
			set, exp = decimal+"abcdefABCDEF", "pP"
		} else {
			count = 1
		}
	}
	count += n.digits(set)
	if n.accept(".") {
		count += n.digits(set)
	}
	if count > 0 && n.accept(exp) {
		n.accept("-+")
		n.digits(decimal)
	}
	if n.bad {
		return lua.LNil
	}
	switch i, f, kind := syntax.ParseNumber(string(n.buf)); kind {
	case 1:
		return vm.Int(i)
	case 2:
		return vm.Flt(f)
	}
	return lua.LNil
}
