package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// A project goes on when nobody reads what it prints and logs; who reads later is
// told what is missing.
func TestUnreadOutput(t *testing.T) {
	p, read := startUnread(t)
	p.aliveThenTerm(t)
	text, err := io.ReadAll(read) // to its end
	if err != nil {
		t.Error(err)
	}
	p.endsWell(t)
	lost := regexp.MustCompile(`(?m)^luaws: [1-9]\d* lines lost here$`)
	if len(lost.FindAll(text, -1)) == 0 || !bytes.HasPrefix(text, []byte("[:")) {
		t.Errorf("%d bytes", len(text))
	}
	for line := range strings.Lines(string(text)) { // none is half lost
		if n := len(line); n < 1000 && !strings.HasPrefix(line, "luaws: ") && !strings.Contains(line, "L") {
			t.Fatalf("%q", line)
		}
	}
}

// Nor does it end when the reader goes away.
func TestClosedOutput(t *testing.T) {
	p, read := startUnread(t)
	read.Close()
	p.aliveThenTerm(t)
	p.endsWell(t)
}

// unread is a luaws whose standard output is a pipe.
type unread struct {
	cmd    *exec.Cmd
	ctx    context.Context
	stderr *output
	ended  chan struct{}
	result error
}

func (p *unread) aliveThenTerm(t *testing.T) {
	if _, err := p.stderr.wait(p.ctx, regexp.MustCompile("(?m)^alive$"), p.ended); err != nil {
		t.Fatalf("%v\n%s", err, p.stderr)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

func (p *unread) endsWell(t *testing.T) {
	if <-p.ended; p.result != nil {
		t.Errorf("%v\n%s", p.result, p.stderr)
	}
}

func startUnread(t *testing.T) (p *unread, read *os.File) {
	readSources(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"config": `luaservice = "?.lua" harbor = 0`,
		"main.lua": `
			local skynet = require "skynet"
			local line = ("x"):rep(1000)
			skynet.start(function()
				for i = 1, 10000 do skynet.error(i, line) end
				for i = 1, 10000 do print(i, line) end
				io.stderr:write("alive\n")
			end)`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { read.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	p = &unread{cmd: exec.CommandContext(ctx, program, "run", "config"), ctx: ctx, stderr: &output{}, ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, write, p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	go func() {
		p.result = p.cmd.Wait()
		close(p.ended)
	}()
	return p, read
}
