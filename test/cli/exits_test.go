package cli

import (
	"errors"
	"os/exec"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// refuse is for what can't be done: one line says why.
func refuse(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 3, "refuse CODE TEXT luaws ARG...")
	exits(ts, neg, append([]string{args[0]}, args[2:]...))
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("stdout should be empty")
	}
	if got, want := ts.ReadFile("stderr"), "luaws: "+args[1]+"\n"; got != want {
		ts.Fatalf("stderr should be\n%s", want)
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 2, "exits CODE luaws ARG...")
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	checkCode(ts, code, args[0])
}

func checkCode(ts *testscript.TestScript, code int, want string) {
	if strconv.Itoa(code) != want {
		ts.Fatalf("exit code %d, not %s", code, want)
	}
}
