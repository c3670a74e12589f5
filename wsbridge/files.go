package wsbridge

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
)

// Files answers with the files of a directory, for Config.Plain: with index.html
// for a directory that has one, but not with lists of what is in others. Names
// that begin with a dot are hidden, except .well-known (RFC 8615). Links out of the
// directory aren't followed. The directory is looked up for each request: it may be
// replaced by another one.
func Files(dir string) (http.Handler, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, fmt.Errorf("%s: not a directory", dir)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer root.Close()
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.FileServerFS(visible{root}).ServeHTTP(w, r)
	}), nil
}

// visible is what of a directory may be seen.
type visible struct{ root *os.Root }

// Open opens a file, or a directory with an index.html. All else isn't there.
func (v visible) Open(name string) (fs.File, error) {
	f, err := v.open(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f, nil
}

var errHidden = errors.New("hidden")

func (v visible) open(name string) (fs.File, error) {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") && part != "." && part != ".well-known" {
			return nil, errHidden
		}
	}
	info, err := v.root.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		index, err := v.root.Stat(path.Join(name, "index.html"))
		if err != nil {
			return nil, err
		}
		if !index.Mode().IsRegular() {
			return nil, errHidden
		}
	case !info.Mode().IsRegular(): // opening a pipe would wait
		return nil, errHidden
	}
	return v.root.Open(name)
}
