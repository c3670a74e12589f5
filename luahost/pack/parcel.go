package pack

import (
	"fmt"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// Parcel is the body of a message.
type Parcel struct {
	vals  []lua.LValue
	few   [3]lua.LValue // where few vals are
	bytes string        // if packed
	size  int           // of the packed form
	mem   int           // bytes that vals take
	form  form
}

type form uint8

const (
	packed form = iota // bytes
	copied             // vals
)

// OfBytes makes a Parcel of bytes, which need not be packed values.
func OfBytes(s string) *Parcel { return &Parcel{bytes: s, size: len(s)} }

// Len is the size of the packed form in bytes.
func (p *Parcel) Len() int { return p.size }

// Push gives the values to L and returns their number. The parcel is empty then.
func (p *Parcel) Push(L *lua.LState) int {
	if p.form == packed {
		return Unpack(L, p.bytes)
	}
	checkStack(L, len(p.vals))
	n, mem := lua54.Push(L, p.vals...), p.mem
	*p = Parcel{}
	lua54.Charge(L, mem)
	return n
}

// PushCopy gives copies of the values to L.
func (p *Parcel) PushCopy(L *lua.LState) int {
	if p.form == packed {
		return Unpack(L, p.bytes)
	}
	checkStack(L, len(p.vals))
	c := copier{L: L}
	for _, v := range p.vals {
		L.Push(c.value(v, 0))
	}
	lua54.Charge(L, p.mem)
	return len(p.vals)
}

// Bytes is the packed form.
func (p *Parcel) Bytes() (string, error) {
	if p.form == packed {
		return p.bytes, nil
	}
	return encode(p.vals, p.size)
}

func checkStack(L *lua.LState, n int) {
	if !lua54.CheckStack(L, n) {
		lua54.Errorf(L, "too many results to unpack")
	}
}

// Ref is a Parcel as scripts hold it: a light userdata. Whoever sends it has
// the parcel from then on.
type Ref struct {
	p    atomic.Pointer[Parcel]
	size int
}

// NewRef makes a Ref that holds p.
func NewRef(p *Parcel) *Ref {
	r := &Ref{size: p.size}
	r.p.Store(p)
	return r
}

func (r *Ref) String() string       { return fmt.Sprintf("userdata: %p", r) }
func (r *Ref) Type() lua.LValueType { return lua.LTUserData }
func (r *Ref) TypeName() string     { return "light userdata" }

// Len is the size of the packed form in bytes.
func (r *Ref) Len() int { return r.size }

// Take takes the parcel out, nil if that was done before. Bytes, which nobody
// can change, may be taken any number of times.
func (r *Ref) Take() *Parcel {
	p := r.p.Load()
	if p == nil || p.form == packed {
		return p
	}
	return r.p.Swap(nil)
}

// borrow has f look at the parcel, which nobody else has meanwhile; false if it
// was taken.
func (r *Ref) borrow(f func(p *Parcel)) bool {
	p := r.Take()
	if p == nil {
		return false
	}
	if p.form == copied {
		defer r.p.Store(p)
	}
	f(p)
	return true
}

// Drop lets go of the parcel.
func (r *Ref) Drop() { r.p.Store(nil) }

// PushCopy gives copies of the values to L.
func (r *Ref) PushCopy(L *lua.LState) (n int) {
	if !r.borrow(func(p *Parcel) { n = p.PushCopy(L) }) {
		gone(L)
	}
	return n
}

// Bytes is the packed form.
func (r *Ref) Bytes(L *lua.LState) (s string) {
	var err error
	if !r.borrow(func(p *Parcel) { s, err = p.Bytes() }) {
		gone(L)
	}
	if err != nil {
		lua54.Errorf(L, "%s", err.Error())
	}
	lua54.CheckSize(L, len(s))
	return s
}

func gone(L *lua.LState) {
	lua54.Errorf(L, "the message is gone: it was sent or trashed before")
}
