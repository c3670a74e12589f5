package syntax

import (
	"strconv"
	"strings"
)

// A SyntaxError says why a chunk isn't Lua. Msg is 5.4's text, `near` part included.
type SyntaxError struct {
	File string // the chunk's display name: see ChunkID
	Line int    // 0 for "C stack overflow", which has no position in 5.4 either
	Msg  string
}

func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.Msg
	}
	return e.File + ":" + strconv.Itoa(e.Line) + ": " + e.Msg
}

const idSize = 60 // of C Lua (LUA_IDSIZE), terminator included

// ChunkID gives the display name of a chunk, as it stands in messages:
// "=name" is taken literally, "@file" is a file, all else is source text.
func ChunkID(chunkname string) string {
	switch {
	case strings.HasPrefix(chunkname, "="):
		return chunkname[1:min(len(chunkname), idSize)]
	case strings.HasPrefix(chunkname, "@"):
		if name := chunkname[1:]; len(name) < idSize {
			return name
		} else {
			return "..." + name[len(name)-(idSize-4):]
		}
	}
	const room = idSize - len(`[string "..."]`) - 1
	line, _, more := strings.Cut(chunkname, "\n")
	if !more && len(line) < room {
		return `[string "` + line + `"]`
	}
	return `[string "` + line[:min(len(line), room)] + `..."]`
}

func itoa(i int) string { return strconv.Itoa(i) }
