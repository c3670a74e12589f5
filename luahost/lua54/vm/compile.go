package vm

import (
	"github.com/luaws/luaws/luahost/lua54/syntax"
	lua "github.com/yuin/gopher-lua"
)

// values tells the compiler how constants look here.
var values = syntax.Values{Int: Int, Float: Flt, Str: Const}

// Compile compiles a chunk. chunkname is "@file", "=name" or the text itself;
// the error is a *syntax.SyntaxError.
func Compile(src, chunkname string) (*lua.FunctionProto, error) {
	return syntax.Compile(src, chunkname, values)
}

// ShortSource is the name of a chunk in messages.
func ShortSource(chunkname string) string { return syntax.ChunkID(chunkname) }
