//go:build unix

package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/coder/websocket"
)

// A dynasty is a luaws and those that follow it, and what all of them write.
type dynasty struct {
	t              *testing.T
	ctx            context.Context
	dir            string
	stdout, stderr *output
	over           chan struct{} // closed when none is left
	pid            int           // of who serves
	generation     int
	ended          chan error // of the first
	urls           []string
}

// newDynasty starts luaws in a directory with files, and waits until it serves.
func newDynasty(t *testing.T, files map[string]string, args ...string) *dynasty {
	readSources(t)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	d := &dynasty{
		t: t, ctx: ctx, dir: t.TempDir(), stdout: &output{}, stderr: &output{},
		over: make(chan struct{}), ended: make(chan error, 1),
	}
	for name, text := range files {
		d.write(name, text)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = d.dir
	var readers sync.WaitGroup
	out, err := inheritable(&readers, d.stdout)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	errs, err := inheritable(&readers, d.stderr)
	if err != nil {
		t.Fatal(err)
	}
	defer errs.Close()
	cmd.Stdout, cmd.Stderr = out, errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d.pid = cmd.Process.Pid
	go func() { d.ended <- cmd.Wait() }()
	go func() { readers.Wait(); close(d.over) }()
	t.Cleanup(func() {
		select {
		case <-d.over:
		default:
			cmd.Process.Kill()
			syscall.Kill(d.pid, syscall.SIGKILL)
			<-d.over
		}
		if t.Failed() {
			t.Logf("[stdout]\n%s[stderr]\n%s", d.stdout, d.stderr)
		}
	})
	for _, a := range regexp.MustCompile(`127\.0\.0\.1:\d+`).FindAllString(d.await(d.stdout, listening.String())[0], -1) {
		d.urls = append(d.urls, "ws://"+a+"/")
	}
	return d
}

// inheritable is a file whose text gets into to, of all processes that have it.
func inheritable(readers *sync.WaitGroup, to *output) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	readers.Go(func() {
		defer r.Close()
		b := make([]byte, 4096)
		for err := error(nil); err == nil; {
			var n int
			n, err = r.Read(b)
			to.Write(b[:n])
		}
	})
	return w, nil
}

func (d *dynasty) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// await waits for text that matches, and returns the match and its groups.
func (d *dynasty) await(o *output, pattern string) []string {
	d.t.Helper()
	match, err := o.wait(d.ctx, regexp.MustCompile(pattern), d.over)
	if err != nil {
		d.t.Fatal(err)
	}
	return match
}

func (d *dynasty) signal(sig syscall.Signal) {
	d.t.Helper()
	if err := syscall.Kill(d.pid, sig); err != nil {
		d.t.Fatal(err)
	}
}

// succeed has a new process follow.
func (d *dynasty) succeed() {
	d.t.Helper()
	d.signal(syscall.SIGUSR2)
	d.generation++
	now := d.await(d.stderr, "(?s)"+strings.Repeat(`luaws: process (\d+) serves now: closing connections, at most \S+; again: at once\n.*?`, d.generation))
	d.pid, _ = strconv.Atoi(now[d.generation])
}

// end ends the last one, and waits for all.
func (d *dynasty) end() {
	d.t.Helper()
	d.signal(syscall.SIGTERM)
	select {
	case <-d.over:
	case <-d.ctx.Done():
		d.signal(syscall.SIGQUIT) // it writes where it hangs
		<-d.over
		d.t.Fatal("it doesn't end")
	}
}

func (d *dynasty) dial(url string) (*websocket.Conn, error) {
	c, _, err := websocket.Dial(d.ctx, url, nil)
	return c, err
}

// ask says something, and returns the answer.
func (d *dynasty) ask(c *websocket.Conn) (string, error) {
	if err := c.Write(d.ctx, websocket.MessageText, []byte("hello")); err != nil {
		_, _, closed := c.Read(d.ctx) // the Close frame may be there
		return "", errors.Join(closed, err)
	}
	_, answer, err := c.Read(d.ctx)
	return string(answer), err
}

// wantClose waits for a Close frame.
func (d *dynasty) wantClose(c *websocket.Conn, code websocket.StatusCode) error {
	for {
		_, _, err := c.Read(d.ctx)
		if err != nil && websocket.CloseStatus(err) != code {
			return fmt.Errorf("a client is closed with %w", err)
		}
		if err != nil {
			return nil
		}
	}
}
