package vm

import (
	"strconv"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// SmallInt is a Lua integer that takes no memory: its address is the number,
// counted from origin, and there is nothing at that address. So arithmetic on
// integers allocates nothing, reads no memory, and an integer is found equal to
// another by comparing two words.
//
// Go's collector passes over such a pointer as over one into memory that C
// allocated: it asks first whether an address belongs to its heap (runtime's
// findObject), and these are where no heap can be. What would
// look at the memory behind the pointer must not be used on an LValue:
// reflect.DeepEqual of two different ones, or %#v.
type SmallInt struct {
	_ byte // so that Go takes pointers to different addresses for different
}

// Addresses that are no sign-extended 48 bits are none of a machine that Go runs
// on (one of 64 bits: it doesn't compile for others). SmallInts take those from
// 1<<62 to 3<<62, which leaves out the one that the collector takes for a bug of
// the compiler's, 0xdeaddeaddeaddead.
const (
	origin     uintptr = 1 << 63
	smallLimit         = 1 << 62 // of -smallLimit <= i < smallLimit
)

// small is the LValue of i, for which isSmall must be true.
func small(i int64) *SmallInt {
	return (*SmallInt)(unsafe.Add(unsafe.Pointer(nil), uintptr(i)+origin))
}

func isSmall(i int64) bool { return i^i<<1 >= 0 } // the two highest bits are the same

// Int is the integer.
func (x *SmallInt) Int() int64 { return int64(uintptr(unsafe.Pointer(x)) - origin) }

// isInt tells whether v is a SmallInt, and intOf which.
func isInt(v *lua.LValue) bool  { return typeOf(v) == smallType }
func intOf(v *lua.LValue) int64 { return int64(uintptr(word(v)) - origin) }

// setSmall changes v, which is a SmallInt. Neither the old nor the new pointer is
// one into the heap: the collector needn't know.
func setSmall(v *lua.LValue, i int64) {
	*(*uintptr)(unsafe.Pointer(&wordsOf(v).data)) = uintptr(i) + origin
}

func (x *SmallInt) String() string       { return strconv.FormatInt(x.Int(), 10) }
func (x *SmallInt) GoString() string     { return x.String() }
func (x *SmallInt) Type() lua.LValueType { return lua.LTNumber }
