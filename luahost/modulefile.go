package luahost

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
)

// upstreamName is the name of the module that a file of skynet's lualib, the
// folder with skynet.lua, is; "" for others. A project may have asked for it by
// another name: lua_path = "skynet/lualib/skynet/?.lua" makes skynet.socket socket.
func upstreamName(file string) string {
	name, dir := strings.TrimSuffix(filepath.Base(file), ".lua"), filepath.Dir(file)
	for range 3 {
		if fi, err := os.Stat(filepath.Join(dir, "skynet.lua")); err == nil && !fi.IsDir() {
			return name
		}
		name, dir = filepath.Base(dir)+"."+name, filepath.Dir(dir)
	}
	return ""
}

// findFile is package.searchpath; the error lists what was tried.
func findFile(name, path, sep, rep string) (string, error) {
	if sep != "" {
		name = strings.ReplaceAll(name, sep, rep)
	}
	var tried []string
	for pattern := range strings.SplitSeq(path, ";") {
		file := strings.ReplaceAll(pattern, "?", name)
		if fi, err := os.Stat(file); err == nil && !fi.IsDir() {
			return file, nil
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
			tried = append(tried, err.Error())
			continue
		}
		tried = append(tried, "no file '"+file+"'")
	}
	return "", errors.New(strings.Join(tried, "\n\t"))
}

// shadowed gives the project's file that a core module is loaded instead of,
// and the folder of its pattern; "" if there is none, or another file of that
// folder was told of before: who has one of skynet's modules has them all.
func (h *Host) shadowed(name string, path func() string) (file, dir string) {
	if _, seen := h.told.LoadOrStore(name, true); seen {
		return "", ""
	}
	file, err := findFile(name, path(), ".", "/")
	if err != nil {
		return "", ""
	}
	end := strings.ReplaceAll(name, ".", "/")
	if i := strings.LastIndex(file, end); i > 0 {
		dir = file[:i]
	} else {
		dir = "./"
	}
	if _, seen := h.told.LoadOrStore("in "+dir, true); seen {
		return "", ""
	}
	return file, dir
}

type found struct {
	file, upstream string
	err            error
}

// find is findFile for require, with the file's upstreamName. Like compiled
// files, its answers are kept: each service of a host looks for the same few modules.
func (h *Host) find(name, path string) (file, upstream string, err error) {
	key := name + "\x00" + path
	if f, ok := h.found.Load(key); ok {
		f := f.(found)
		return f.file, f.upstream, f.err
	}
	if file, err = findFile(name, path, ".", "/"); err == nil {
		upstream = upstreamName(file)
	}
	if err == nil || h.found.len.Add(1) < maxMisses {
		h.found.Store(key, found{file, upstream, err})
	}
	return file, upstream, err
}

// maxMisses bounds what a script that requires ever new names leaves behind.
const maxMisses = 1000

type foundFiles struct {
	sync.Map
	len atomic.Int64
}
