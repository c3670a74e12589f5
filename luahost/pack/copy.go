package pack

import (
	"fmt"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

const (
	// maxDepth is how deep tables may nest, as in skynet.
	maxDepth = 32
	// maxBytes is how much memory a parcel may take, and how long its packed form may be.
	maxBytes = 256 << 20

	pollEvery = 1 << 10 // values
)

// Copy makes a Parcel of the running function's arguments from number from on.
// What can't be sent is an error of its caller.
func Copy(L *lua.LState, from int) *Parcel {
	p := &Parcel{form: copied}
	n := L.GetTop() - from + 1
	if n <= 0 {
		return p
	}
	if n > len(p.few) {
		p.vals = make([]lua.LValue, n)
	} else {
		p.vals = p.few[:n:n]
	}
	var c *copier
	for i := range n {
		v := L.Get(from + i)
		if size, mem := plain(v); size > 0 {
			p.size += size
			p.mem += mem
			p.vals[i] = v
			continue
		}
		if c == nil {
			c = &copier{L: L}
		}
		c.arg = i + 1
		p.vals[i] = c.value(v, 0)
	}
	if c != nil {
		p.size += c.size
		p.mem += c.mem
	}
	if p.size > maxBytes {
		c = &copier{L: L}
		c.tooLong()
	}
	return p
}

// plain gives the packed size of a value that can be shared as it is, and the
// memory that it keeps; 0 for others.
func plain(v lua.LValue) (size, mem int) {
	switch x := v.(type) {
	case lua.LString:
		n := len(x)
		return stringSize(n), n + 16
	case *vm.SmallInt:
		return intSize(x.Int()), 0
	case lua.LBool, *lua.LNilType:
		return 1, 0
	case lua.LNumber, vm.LInt, lua54.Light, *Ref:
		return 9, 8
	}
	return 0, 0
}

func intSize(i int64) int {
	switch {
	case i == 0:
		return 1
	case i < math.MinInt32 || i > math.MaxInt32:
		return 9
	case i < 0 || i >= 0x10000:
		return 5
	case i >= 0x100:
		return 3
	}
	return 2
}

func stringSize(n int) int {
	switch {
	case n < 32:
		return 1 + n
	case n < 0x10000:
		return 3 + n
	}
	return 5 + n
}

// copier copies values; it knows where it is.
type copier struct {
	L         *lua.LState
	arg       int
	path      [maxDepth + 1]lua.LValue // the keys that lead to what is copied
	depth     int
	size, mem int
	count     int
	ran       bool // Lua code was run
}

// Ran is for Table.Copy.
func (c *copier) Ran() bool { return c.ran }

func (c *copier) Item(i int, v lua.LValue) lua.LValue {
	if size, mem := plain(v); size > 0 {
		c.size += size
		c.mem += mem
		return v
	}
	c.path[c.depth-1] = lua54.Int(int64(i))
	return c.value(v, c.depth)
}

func (c *copier) Pair(k, v lua.LValue) (lua.LValue, lua.LValue) {
	if size, mem := plain(k); size > 0 {
		c.size += size
		c.mem += mem
	} else {
		c.path[c.depth-1] = k
		k = c.value(k, c.depth)
	}
	if size, mem := plain(v); size > 0 {
		c.size += size
		c.mem += mem
		return k, v
	}
	c.path[c.depth-1] = k
	return k, c.value(v, c.depth)
}

// value copies a value in depth tables.
func (c *copier) value(v lua.LValue, depth int) lua.LValue {
	if size, mem := plain(v); size > 0 {
		c.size += size
		c.mem += mem
		return v
	}
	t, ok := v.(*lua54.Table)
	if !ok {
		c.refuse(v, depth)
	}
	pairs := c.enter(t, depth)
	c.depth = depth + 1
	start, moves := c.size, weakList(t)
	if pairs != nil {
		t = c.iterated(t, pairs)
	} else {
		t = t.Copy(c)
	}
	if c.size += tableSize(t); c.ran || moves {
		c.size = start + measure(t) // pairs may have become positions
	}
	c.mem += t.MemSize()
	c.depth = depth
	return t
}

// refuse raises the error of a value that can't be sent.
func (c *copier) refuse(v lua.LValue, depth int) {
	lua54.Errorf(c.L, "Unsupport type %s to serialize (%s)", v.Type(), c.where(depth))
}

// enter looks at a table in depth others before what it holds is looked at, and
// gives its __pairs, or nil.
func (c *copier) enter(t *lua54.Table, depth int) (pairs lua.LValue) {
	if mt := t.Metatable(); mt != nil {
		if f := mt.RawGetString("__pairs"); f != lua.LNil {
			pairs = f
		}
	}
	if depth >= maxDepth && (pairs != nil || !empty(t)) {
		lua54.Errorf(c.L, "serialize can't pack too depth table (%s ...)", c.where(2))
	}
	if c.count++; c.count%64 == 0 {
		lua54.Poll(c.L)
		if c.size > maxBytes || c.mem > maxBytes {
			c.tooLong()
		}
	}
	return pairs
}

// weakList tells whether t is weak and has positions, which it gives as pairs.
func weakList(t *lua54.Table) bool { return t.Len() > len(t.Arr()) }

// tableSize is what a table takes besides its keys and values.
func tableSize(t *lua54.Table) int {
	if n := t.Len(); n >= manyItems {
		return 2 + intSize(int64(n))
	}
	return 2
}

// measure is the packed size of a copied value.
func measure(v lua.LValue) int {
	t, ok := v.(*lua54.Table)
	if !ok {
		size, _ := plain(v)
		return size
	}
	size := tableSize(t)
	for _, v := range t.Arr() {
		size += measure(v)
	}
	for k, v := range t.Rest {
		size += measure(k) + measure(v)
	}
	return size
}

func empty(t *lua54.Table) bool {
	if t.Len() > 0 {
		return false
	}
	for range t.Rest {
		return false
	}
	return true
}

// iterated is a table of what __pairs gives.
func (c *copier) iterated(t *lua54.Table, pairs lua.LValue) *lua54.Table {
	L, depth := c.L, c.depth
	c.ran = true
	lua54.Push(L, pairs, t)
	lua54.Call(L, 1, 3)
	next, state, key := L.Get(-3), L.Get(-2), L.Get(-1)
	L.Pop(3)
	to := lua54.NewTable(0, 0)
	for {
		lua54.Push(L, next, state, key)
		lua54.Call(L, 2, 2)
		k, v := L.Get(-2), L.Get(-1)
		L.Pop(2)
		if k == lua.LNil {
			break
		}
		key = k
		c.depth = depth
		k, v = c.Pair(k, v)
		if f, ok := k.(lua.LNumber); ok && f != f {
			lua54.Errorf(L, "__pairs gives a key that is not a number (%s)", c.where(depth))
		}
		to.RawSet(k, v)
		if c.size > maxBytes || c.mem > maxBytes {
			c.tooLong()
		}
	}
	return to
}

func (c *copier) tooLong() {
	lua54.Errorf(c.L, "the message is longer than %d MB", maxBytes>>20)
}

// where tells the way to a value: "argument 1, key 'a'[3]".
func (c *copier) where(depth int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "argument %d", c.arg)
	for i, k := range c.path[:depth] {
		if i == 0 {
			b.WriteString(", key ")
		} else {
			b.WriteByte('.')
		}
		switch k := k.(type) {
		case lua.LString:
			s := string(k)
			if len(s) > 40 {
				s = s[:40] + "..."
			}
			fmt.Fprintf(&b, "%q", s)
		case nil:
			b.WriteByte('?')
		default:
			b.WriteString(k.String())
		}
	}
	return b.String()
}
