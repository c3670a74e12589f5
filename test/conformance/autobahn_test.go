package conformance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// How the suite is got and started is in doc.go.

const agent = "luaws"

// suite is a way to run wstest, and where its reports go.
type suite struct {
	dir   string // of the spec and the reports
	image string // of Docker; "": a command
	path  string // of the command
}

// newSuite finds wstest, or skips the test.
func newSuite(t *testing.T) *suite {
	t.Helper()
	s := &suite{}
	name := os.Getenv("AUTOBAHN")
	if image, ok := strings.CutPrefix(name, "docker:"); ok {
		s.image, name = image, "docker"
	}
	var err error
	switch {
	case name == "":
		if s.path, err = exec.LookPath("wstest"); err != nil {
			t.Skip("no wstest in PATH, and no $AUTOBAHN that names it: see doc.go for how to get the Autobahn testsuite")
		}
	default:
		if s.path, err = exec.LookPath(name); err != nil {
			t.Fatalf("$AUTOBAHN: %v", err)
		}
	}
	s.dir = os.Getenv("AUTOBAHN_REPORTS")
	if s.dir == "" {
		s.dir = t.TempDir()
	}
	s.dir = filepath.Join(s.dir, strings.TrimPrefix(t.Name(), "TestAutobahn"))
	if s.dir, err = filepath.Abs(s.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(s.dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return s
}

// inside is the name that wstest has for the folder.
func (s *suite) inside() string {
	if s.image != "" {
		return "/reports"
	}
	return s.dir
}

// command is wstest in a mode, with a specification. Cases are those of
// $AUTOBAHN_CASES.
func (s *suite) command(t *testing.T, mode string, spec map[string]any) *exec.Cmd {
	t.Helper()
	spec["cases"] = []string{"*"}
	if cases := os.Getenv("AUTOBAHN_CASES"); cases != "" {
		spec["cases"] = strings.Split(cases, ",")
	}
	spec["exclude-cases"] = []string{}
	spec["exclude-agent-cases"] = map[string]any{}
	spec["outdir"] = s.inside()
	text, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	const name = "spec.json"
	if err := os.WriteFile(filepath.Join(s.dir, name), text, 0o666); err != nil {
		t.Fatal(err)
	}
	args := []string{"--mode", mode, "--spec", s.inside() + "/" + name}
	if mode == "fuzzingserver" {
		args = append(args, "--webport", "0")
	}
	if s.image != "" {
		args = append([]string{"run", "--rm", "--network", "host", "-v", s.dir + ":" + s.inside(), s.image, "wstest"}, args...)
	}
	cmd := exec.CommandContext(t.Context(), s.path, args...)
	cmd.Dir = s.dir
	cmd.WaitDelay = 10 * time.Second
	log, err := os.Create(filepath.Join(s.dir, mode+".log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		log.Close()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("the end of %s:\n%s", log.Name(), text[max(0, len(text)-2000):])
		}
	})
	cmd.Stdout, cmd.Stderr = log, log
	return cmd
}

// A verdict is what a report's index says of a case.
type verdict struct {
	Behavior        string `json:"behavior"`
	BehaviorClose   string `json:"behaviorClose"`
	RemoteCloseCode any    `json:"remoteCloseCode"`
	ReportFile      string `json:"reportfile"`
}

// informational are the cases for which there is no right and wrong: what a
// server does with data after a Close frame (7.1.6), and with close codes that no
// one has defined (7.13.*).
var informational = regexp.MustCompile(`^7\.(1\.6|13\.\d+)$`)

func (v verdict) ok(id string) bool {
	close := v.BehaviorClose == "OK" || v.BehaviorClose == "INFORMATIONAL"
	return close && (v.Behavior == "OK" || v.Behavior == "INFORMATIONAL" && informational.MatchString(id))
}

// judge fails the test of each case that did not go as it must.
func (s *suite) judge(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "index.json"))
	if err != nil {
		t.Fatalf("no report: %v", err)
	}
	var index map[string]map[string]verdict
	if err := json.Unmarshal(text, &index); err != nil {
		t.Fatal(err)
	}
	if len(index[agent]) == 0 {
		t.Fatal("no case was run")
	}
	for id, v := range index[agent] {
		t.Run(id, func(t *testing.T) {
			if !v.ok(id) {
				t.Errorf("%s, close %s (code %v)%s", v.Behavior, v.BehaviorClose, v.RemoteCloseCode, s.details(v))
			}
		})
	}
	t.Logf("%d cases, reports in %s", len(index[agent]), s.dir)
}

// details is what a case's own report says, as far as it fits.
func (s *suite) details(v verdict) string {
	text, err := os.ReadFile(filepath.Join(s.dir, v.ReportFile))
	if err != nil {
		return ""
	}
	var report map[string]any
	if err := json.Unmarshal(text, &report); err != nil {
		return ""
	}
	var b strings.Builder
	for _, key := range []string{"description", "result", "resultClose", "expected", "received", "expectedClose", "wasNotCleanReason"} {
		fmt.Fprintf(&b, "\n%s: %.300s", key, fmt.Sprint(report[key]))
	}
	return b.String()
}

// serveEcho builds luaws and has it serve examples/echo.lua. It returns the URL.
func serveEcho(t *testing.T, flags ...string) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "luaws")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", bin, "../../cmd/luaws")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	args := append([]string{"serve", "--script", "../../examples/echo.lua", "--host", "127.0.0.1", "--port", "0"}, flags...)
	cmd := exec.Command(bin, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	_, url, found := strings.Cut(strings.TrimSpace(line), " at ")
	if err != nil || !found {
		cmd.Process.Kill()
		cmd.Wait()
		t.Fatalf("luaws says %q, %v\n%s", line, err, stderr.String())
	}
	return url
}

// The fuzzing client against luaws serve.
func TestAutobahnServer(t *testing.T) {
	s := newSuite(t)
	url := serveEcho(t, "--compress")
	cmd := s.command(t, "fuzzingclient", map[string]any{
		"servers": []any{map[string]string{"agent": agent, "url": url}},
	})
	if err := cmd.Run(); err != nil {
		t.Fatalf("wstest: %v", err)
	}
	s.judge(t)
}
