package syntax

import lua "github.com/yuin/gopher-lua"

// plainValues makes constants that a test can look at.
var plainValues = Values{
	Int:   func(i int64) lua.LValue { return lua.LString("int " + itoa(int(i))) },
	Float: func(f float64) lua.LValue { return lua.LNumber(f) },
	Str:   func(s string) lua.LValue { return lua.LString(s) },
}
