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
	defer read.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "run", "config")
	stderr, ended := newOutput(), make(chan struct{})
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, write, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	var result error
	go func() {
		result = cmd.Wait()
		close(ended)
	}()
	if _, err := stderr.wait(ctx, regexp.MustCompile("(?m)^alive$"), ended); err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	text, err := io.ReadAll(read) // to its end
	<-ended
	if err != nil || result != nil {
		t.Error(err, result)
	}
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
