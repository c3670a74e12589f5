package syntax

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Compile compiles a chunk. Its errors are of type *SyntaxError.
func Compile(src, chunkname string, values Values) (proto *lua.FunctionProto, err error) {
	fn, err := parseChunk(src, ChunkID(chunkname))
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*SyntaxError)
			if !ok {
				panic(r)
			}
			proto, err = nil, e
		}
	}()
	u := &unit{name: chunkname, file: ChunkID(chunkname), values: values, names: map[string]string{}}
	proto = u.function(fn)
	proto.LineDefined, proto.LastLineDefined = 0, 0
	return proto, nil
}

// Check reports a chunk's first error, without compiling it.
func Check(src, chunkname string) error {
	_, err := parseChunk(src, ChunkID(chunkname))
	return err
}

func parseChunk(src, file string) (*function, error) {
	fn, again, err := parse(src, file, false)
	if again {
		fn, _, err = parse(src, file, true)
	}
	return fn, err
}

// FileText gives the Lua text of a source file: without a byte order mark, and
// without a first line that starts with '#' (its newline stays, for the line numbers).
// load doesn't do this to a string, nor does Compile.
func FileText(text string) string {
	text = strings.TrimPrefix(text, "\xef\xbb\xbf")
	if !strings.HasPrefix(text, "#") {
		return text
	}
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return text[i:]
	}
	return ""
}
