package vm

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// Light is a light userdata: the bits of a pointer, without the memory behind
// it. Equal bits are equal values, in all states: they may be shared between
// states, kept in messages, and used as keys. Light(0) is NULL.
//
// What must keep Go memory alive needs a type of its own (see Object).
type Light uint64

func (l Light) String() string {
	if l == 0 {
		return "userdata: (nil)"
	}
	return fmt.Sprintf("userdata: 0x%x", uint64(l))
}

func (l Light) Type() lua.LValueType { return lua.LTUserData }

// TypeName is what messages about arguments call it.
func (l Light) TypeName() string { return lightName }
