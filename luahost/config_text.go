package luahost

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/luaws/luaws/luahost/lua54"
)

// maxConfigText is how many bytes one file may have, before and after $NAME is
// replaced.
const maxConfigText = 1 << 20

// readConfig reads a file of a config. Only a regular file is sure to have an end.
func readConfig(path string) (text string, info fs.FileInfo, err error) {
	if info, err = os.Stat(path); err == nil && !info.Mode().IsRegular() { // opening might wait
		err = fmt.Errorf("read %s: not a regular file", path)
	}
	if err != nil {
		return "", nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxConfigText+1))
	if err == nil && len(b) > maxConfigText {
		err = fmt.Errorf("read %s: more than %d bytes", path, maxConfigText)
	}
	return string(b), info, err
}

func compileConfig(text, chunkname string) (*lua54.Proto, error) {
	text, err := expandEnv(text, os.LookupEnv)
	if err != nil {
		err.File = strings.TrimPrefix(chunkname, "=")
		return nil, err
	}
	p, compileErr := lua54.Compile(lua54.FileText(text), chunkname)
	return p, compileErr
}

var envName = regexp.MustCompile(`\$\w+`)

// expandEnv replaces each $NAME.
func expandEnv(text string, lookup func(string) (string, bool)) (string, *Error) {
	var out strings.Builder
	end := 0
	for _, at := range envName.FindAllStringIndex(text, -1) {
		name := text[at[0]+1 : at[1]]
		value, set := lookup(name)
		out.WriteString(text[end:at[0]])
		end = at[1]
		wrong := ""
		if !set {
			wrong = "no environment variable has this name"
		} else if out.Len()+len(value)+len(text)-end > maxConfigText {
			wrong = fmt.Sprintf("its value makes the file longer than %d bytes", maxConfigText)
		}
		if wrong != "" {
			return "", &Error{Line: 1 + strings.Count(text[:at[0]], "\n"), Message: "$" + name + ": " + wrong}
		}
		out.WriteString(value)
	}
	if end == 0 {
		return text, nil
	}
	return out.String() + text[end:], nil
}
