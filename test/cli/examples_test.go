package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

const root = "../.."

// header is an example's: what it shows, in a few lines, and its command.
var header = regexp.MustCompile(`\A(?:-- .+\n){2,4}--\n--\t(luaws .+)\n\n`)

func exampleCommand(text string) []string {
	if m := header.FindStringSubmatch(text); m != nil {
		return strings.Fields(m[1])
	}
	return nil
}

func example(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "example FILE [ARG...]")
	dir, err := filepath.Abs(root)
	ts.Check(err)
	text, err := os.ReadFile(filepath.Join(dir, args[0]))
	ts.Check(err)
	cmd := exampleCommand(string(text))
	if cmd == nil {
		ts.Fatalf("%s has no command in its header", args[0])
	}
	startIn(ts, dir, append(cmd, args[1:]...))
}

// TestExamples looks at the files; examples.txtar runs them.
func TestExamples(t *testing.T) {
	runs, err := os.ReadFile("examples.txtar")
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(os.DirFS(root), "examples", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".lua" {
			return err
		}
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return err
		}
		cmd := exampleCommand(string(text))
		switch {
		case cmd == nil:
			t.Errorf("%s: no header of 2 to 4 lines, an empty one, and the command", path)
		case !strings.Contains(string(runs), "\nexample "+cmd[len(cmd)-1]+" ") && !regexp.MustCompile(`\nexample `+regexp.QuoteMeta(path)+`\s`).Match(runs):
			t.Errorf("%s: examples.txtar doesn't run it", path)
		}
		if n := strings.Count(string(text), "\n"); n >= 60 {
			t.Errorf("%s: %d lines are too many", path, n)
		}
		if regexp.MustCompile(`(?m)^\t* +|[ \t]+$`).Match(text) {
			t.Errorf("%s: indented by spaces, or spaces at the end of a line", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
