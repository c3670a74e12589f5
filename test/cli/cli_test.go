// Package cli tests the luaws program from outside: the scripts (*.txtar) say
// what it is given and what must come of it. Besides testscript's own commands
// there are
//
//	refuse CODE TEXT luaws ARG...   exit code, nothing on stdout, "luaws: TEXT" as the only line on stderr
//	exits CODE luaws ARG...         exit code; stdout and stderr can be looked at afterwards
//	start luaws ARG...              in the background; waits until it says that it runs, and where: $URL, $PORT
//	example FILE [ARG...]           start by the command in an example's header
//	logged REGEXP                   wait until the background luaws has written a line to stderr
//	printed REGEXP                  the same for stdout
//	holds FILE REGEXP               wait until a file has such text
//	signal TERM|INT|HUP             to it
//	crash                           kill it
//	exited CODE                     wait for its end; stdout and stderr can be looked at afterwards
//	[!] ask COMMAND...              to its debug console; the answer can be looked at as stdout
//	[!] connect NAME [PATH]         a websocket client of it
//	certificate FILE [CA]           into FILE.pem, its key into FILE.key; of an authority CA, or of itself
//	identify FILE                   the clients' certificate from now on
//	handshake PATH STATUS REGEXP [NAME:VALUE...]  a client's, with headers; of a 101, REGEXP is for the subprotocol
//	forward HEADER                  sent by all clients from now on, as by a proxy
//	say NAME TEXT                   a text message
//	hears NAME REGEXP               the client's next message
//	leave NAME                      the client closes
//	closed NAME CODE [REASON]       the server closes, whatever else it has sent
//	web METHOD PATH STATUS REGEXP [BODY]  an HTTP request to it, and its whole answer
//	crowd N                         that many clients of examples/skynet-gate
package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	_ "github.com/luaws/luaws/lualib" // and all below it: see readSources
)

// program is the path of the luaws that is tested.
var program string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "luaws-cli")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "luaws")
	build := exec.Command("go", "build", "-o", program, "github.com/luaws/luaws/cmd/luaws")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "go build:", err)
		return 1
	}
	return m.Run()
}

// readSources lets go test know what the program is made of besides the imported
// packages; otherwise it would take an old result for that of a new program.
func readSources(t *testing.T) {
	files, err := filepath.Glob("../../cmd/luaws/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources of luaws", err)
	}
	for _, f := range files {
		if _, err := os.ReadFile(f); err != nil {
			t.Error(err)
		}
	}
}

func TestCLI(t *testing.T) {
	readSources(t)
	testscript.Run(t, testscript.Params{
		Dir:                 ".",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Deadline:            time.Now().Add(2 * patience), // for "exits" of what doesn't
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(program)+string(filepath.ListSeparator)+env.Getenv("PATH"))
			env.Values[worldKey{}] = newWorld(env)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"refuse":    refuse,
			"exits":     exits,
			"start":     start,
			"example":   example,
			"logged":    logged,
			"printed":   printed,
			"holds":     holds,
			"signal":    sendSignal,
			"exited":    exited,
			"crash":     crash,
			"ask":       ask,
			"connect":   connect,
			"handshake": handshake,
			"say":       say,

			"certificate": certificate,
			"identify":    identify,
			"forward":     forward,

			"hears":  hears,
			"leave":  leave,
			"closed": closed,
			"crowd":  crowd,
			"web":    web,
		},
	})
}

// check ends the script unless the command was called with n or more arguments,
// and without "!".
func check(ts *testscript.TestScript, neg bool, args []string, n int, usage string) {
	if neg || len(args) < n {
		ts.Fatalf("usage: %s", usage)
	}
}
