package syntax

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mirrorFiles gives the Lua files of a fetched repository (a bare one), or skips.
func mirrorFiles(t testing.TB, repo, rev, under string) map[string]string {
	t.Helper()
	dir := filepath.Join("/work/.mirror", repo, "repo")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no copy of %s in %s", repo, dir)
	}
	list, err := exec.Command("git", "-C", dir, "ls-tree", "-r", rev, under).Output()
	if err != nil {
		t.Skipf("%s has no %s", repo, rev)
	}
	var names []string
	var in bytes.Buffer
	for _, l := range strings.Split(string(list), "\n") {
		meta, name, _ := strings.Cut(l, "\t")
		if strings.HasSuffix(name, ".lua") {
			names = append(names, name)
			in.WriteString(strings.Fields(meta)[2] + "\n")
		}
	}
	cmd := exec.Command("git", "-C", dir, "cat-file", "--batch")
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range names {
		head, rest, _ := bytes.Cut(out, []byte("\n"))
		size := 0
		for _, c := range strings.Fields(string(head))[2] {
			size = size*10 + int(c-'0')
		}
		files[name], out = string(rest[:size]), rest[size+1:]
	}
	return files
}

func TestSkynetCompiles(t *testing.T) {
	files := mirrorFiles(t, "cloudwu+skynet", "HEAD", ".")
	if len(files) < 150 {
		t.Errorf("only %d files", len(files))
	}
	for name, src := range files {
		if p, err := Compile(FileText(src), "@"+name, plainValues); err != nil {
			t.Error(err)
		} else if err := verify(p); err != nil {
			t.Error(err)
		}
	}
}

func TestLuaTestsCompile(t *testing.T) {
	files := mirrorFiles(t, "lua+lua", "v5.4.8", "testes/")
	if len(files) < 25 {
		t.Errorf("only %d files", len(files))
	}
	for name, src := range files {
		if p, err := Compile(FileText(src), "@"+name, plainValues); err != nil {
			t.Error(err)
		} else if err := verify(p); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	var srcs []string
	total := 0
	for _, src := range mirrorFiles(b, "cloudwu+skynet", "HEAD", ".") {
		srcs = append(srcs, FileText(src))
		total += len(src)
	}
	b.SetBytes(int64(total))
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range srcs {
			if _, err := Compile(src, "@x", plainValues); err != nil {
				b.Fatal(err)
			}
		}
	}
}
