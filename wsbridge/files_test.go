package wsbridge

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func writeFiles(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFiles(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "www")
	writeFiles(t, top, map[string]string{
		"secret.txt": "secret", "www/index.html": "<p>hello", "www/a b.txt": "abcdef", "www/sub/x.js": "x",
		"www/app/index.html": "app", "www/.git/config": "secret", "www/.env": "secret", "www/sub/.x/y": "secret",
		"www/.well-known/acme": "token", "www/..x": "secret", "www/list/z": "z",
	})
	os.Symlink("../secret.txt", filepath.Join(dir, "out"))
	os.Symlink("..", filepath.Join(dir, "up"))
	os.Symlink(filepath.Join(top, "secret.txt"), filepath.Join(dir, "absolute"))
	os.Symlink("sub", filepath.Join(dir, "inside"))
	handler, err := Files(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, Config{Plain: handler}, echo)
	for _, x := range []struct {
		method, path, header string
		status               int
		body                 string
	}{
		{"GET", "/", "", 200, "<p>hello"},
		{"GET", "/index.html", "", 301, ""},
		{"GET", "/a%20b.txt", "", 200, "abcdef"},
		{"GET", "/a%20b.txt?x=1", "", 200, "abcdef"},
		{"HEAD", "/a%20b.txt", "", 200, ""},
		{"GET", "/a%20b.txt", "Range: bytes=2-3", 206, "cd"},
		{"GET", "/a%20b.txt", "Range: bytes=-2", 206, "ef"},
		{"GET", "/a%20b.txt", "Range: bytes=9-", 416, "invalid range: failed to overlap\n"},
		{"GET", "/a%20b.txt", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT", 304, ""},
		{"GET", "/sub/x.js", "", 200, "x"},
		{"GET", "/inside/x.js", "", 200, "x"},
		{"GET", "/app", "", 301, ""},
		{"GET", "/app/", "", 200, "app"},
		{"GET", "/.well-known/acme", "", 200, "token"},
		{"GET", "/none", "", 404, "404 page not found\n"},
		{"GET", "/list/", "", 404, "404 page not found\n"},
		{"GET", "/list", "", 404, "404 page not found\n"},
		{"GET", "/sub/", "", 404, "404 page not found\n"},
		{"GET", "/.env", "", 404, "404 page not found\n"},
		{"GET", "/%2eenv", "", 404, "404 page not found\n"},
		{"GET", "/.git/config", "", 404, "404 page not found\n"},
		{"GET", "/sub/.x/y", "", 404, "404 page not found\n"},
		{"GET", "/..x", "", 404, "404 page not found\n"},
		{"GET", "/../secret.txt", "", 404, "404 page not found\n"},
		{"GET", "/%2e%2e/secret.txt", "", 404, "404 page not found\n"},
		{"GET", "/sub/..%2f..%2fsecret.txt", "", 404, "404 page not found\n"},
		{"GET", "/..%5csecret.txt", "", 404, "404 page not found\n"},
		{"GET", "//etc/passwd", "", 404, "404 page not found\n"},
		{"GET", "/out", "", 404, "404 page not found\n"},
		{"GET", "/up/secret.txt", "", 404, "404 page not found\n"},
		{"GET", "/absolute", "", 404, "404 page not found\n"},
		{"GET", "/a%20b.txt%00.js", "", 404, "404 page not found\n"},
	} {
		r := s.rawTCP()
		head := x.method + " " + x.path + " HTTP/1.1\r\nHost: x\r\n"
		if x.header != "" {
			head += x.header + "\r\n"
		}
		r.send(head + "\r\n")
		if status, body := r.gets(x.method); status != x.status || x.status != 301 && body != x.body {
			t.Errorf("%s %s %s: %d %q", x.method, x.path, x.header, status, body)
		}
		r.Close()
	}
	r := s.raw() // the same port
	r.send(text("hello"))
	if _, msg, err := r.read(); msg != "hello" || err != nil {
		t.Errorf("%q %v", msg, err)
	}

	// another directory in its place, and none
	os.Rename(dir, dir+".old")
	writeFiles(t, dir, map[string]string{"index.html": "new"})
	r = s.rawTCP()
	r.send(plainRequest[:5], " HTTP/1.1\r\nHost: x\r\n\r\n")
	if status, body := r.gets("GET"); status != 200 || body != "new" {
		t.Errorf("%d %q", status, body)
	}
	os.RemoveAll(dir)
	r.send(plainRequest[:5], " HTTP/1.1\r\nHost: x\r\n\r\n")
	if status, _ := r.gets("GET"); status != 404 {
		t.Errorf("%d", status)
	}
}

func TestFilesHeaders(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"x.html": "x", "y.js": "y"})
	handler, err := Files(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, Config{Plain: handler}, nil)
	r := s.rawTCP()
	for name, kind := range map[string]string{"x.html": "text/html", "y.js": "javascript"} {
		r.send("GET /" + name + " HTTP/1.1\r\nHost: x\r\n\r\n")
		resp, err := http.ReadResponse(bufio.NewReader(r.br), nil)
		if err != nil {
			t.Fatal(err)
		}
		if h := resp.Header; !strings.Contains(h.Get("Content-Type"), kind) || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Last-Modified") == "" {
			t.Errorf("%s: %v", name, h)
		}
		r.Close()
		r = s.rawTCP()
	}
}

func TestFilesRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if _, err := Files(file); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("%v", err)
	}
	writeFiles(t, "", map[string]string{file: ""})
	if _, err := Files(file); err == nil || err.Error() != file+": not a directory" {
		t.Errorf("%v", err)
	}
}
