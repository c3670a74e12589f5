//go:build unix

package cli

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/coder/websocket"
)

// With no file left clients wait, and are served when there are files again: the
// listener isn't lost.
func TestOutOfFiles(t *testing.T) {
	p := serveWithFiles(t, "50", "--max-connections", "1000")
	dialed := make(chan *websocket.Conn)
	for range 60 { // more than can be
		go func() {
			c, err := p.dial()
			if err != nil {
				t.Error(err)
			}
			dialed <- c
		}()
	}
	p.logs(t, `^\[:00000000\] accept tcp \S+: accept4?: too many open files`)
	for range 60 { // each that leaves makes room for one
		if c := <-dialed; c != nil {
			c.CloseNow()
		}
	}
}

// By default clients get 503 before files run out.
func TestRoomForFiles(t *testing.T) {
	p := serveWithFiles(t, "150")
	full := false
	for i := 0; i < 150 && !full; i++ {
		c, err := p.dial()
		if full = err != nil; full {
			if !strings.Contains(err.Error(), "503") {
				t.Error(err)
			}
			continue
		}
		defer c.CloseNow()
	}
	if !full {
		t.Error("nobody gets 503")
	}
	p.logs(t, `: wsbridge: handshake: too many connections \(HTTP status 503\)$`)
	if text := p.stderr.String(); strings.Contains(text, "too many open files") {
		t.Error(text)
	}
}

// limited is a luaws that may have few files open.
type limited struct {
	ctx            context.Context
	stdout, stderr *output
	ended          chan struct{}
	url            string
}

func serveWithFiles(t *testing.T, n string, args ...string) *limited {
	t.Helper()
	readSources(t)
	script := filepath.Join(t.TempDir(), "quiet.lua")
	class := `local quiet = require "class" ("quiet")
	for _, name in ipairs { "on_open", "on_message", "on_error", "on_close" } do quiet[name] = function() end end
	return quiet`
	if err := os.WriteFile(script, []byte(class), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	p := &limited{ctx: ctx, stdout: &output{}, stderr: &output{}, ended: make(chan struct{})}
	shell := append([]string{"-c", `ulimit -n "$0" && exec "$@"`, n, program,
		"serve", "--host", "127.0.0.1", "--port", "0", "--workers", "1", "--script", script}, args...)
	cmd := exec.Command("sh", shell...)
	cmd.Stdout, cmd.Stderr = p.stdout, p.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		<-p.ended
		cancel()
		if code := cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("exit code %d\n%s", code, p.stderr)
		}
	})
	at, err := p.stdout.wait(ctx, listening, p.ended)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.stderr)
	}
	p.url = at[1]
	return p
}

func (p *limited) dial() (*websocket.Conn, error) {
	c, _, err := websocket.Dial(p.ctx, p.url, nil)
	return c, err
}

func (p *limited) logs(t *testing.T, pattern string) {
	t.Helper()
	if _, err := p.stderr.wait(p.ctx, regexp.MustCompile("(?m)"+pattern), p.ended); err != nil {
		t.Errorf("%v\n%s", err, p.stderr)
	}
}
