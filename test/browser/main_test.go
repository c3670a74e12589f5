package browser

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	_ "github.com/luaws/luaws/lualib" // what luaws is made of: go test has to know
)

// patience bounds all waiting of a test.
const patience = time.Minute

// findBrowser skips the test if there is none.
func findBrowser(t *testing.T) string {
	if testing.Short() {
		t.Skip("a browser takes its time: not with -short")
	}
	names := []string{"chromium", "chromium-browser", "google-chrome", "chrome"}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("no browser (%s) in PATH: apt-get install --no-install-recommends chromium", strings.Join(names, ", "))
	return ""
}

// newBrowser starts a Chromium that ends with the test.
func newBrowser(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(findBrowser(t)),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless,
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.WindowSize(800, 700),
	)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(t.Logf))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// program builds luaws.
func program(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "luaws")
	build := exec.Command("go", "build", "-o", path, "github.com/luaws/luaws/cmd/luaws")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// A server is a luaws that serves the page.
type server struct {
	t    *testing.T
	cmd  *exec.Cmd
	port string
	log  strings.Builder // to be read after stop
	read chan struct{}
}

var serving = regexp.MustCompile(`ws://.*:(\d+)/`)

// serve runs the example's command with more arguments.
func serve(t *testing.T, program string, args ...string) *server {
	t.Helper()
	s := &server{t: t, read: make(chan struct{})}
	s.cmd = exec.Command(program, append([]string{"serve", "--script", "examples/page/chat.lua", "--static", "examples/page/public", "--host", "127.0.0.1"}, args...)...)
	s.cmd.Dir = "../.."
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Stderr = &s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			s.cmd.Process.Kill()
			s.cmd.Wait()
		}
	})
	first := bufio.NewReader(out)
	line, err := first.ReadString('\n')
	m := serving.FindStringSubmatch(line)
	if m == nil {
		s.cmd.Wait()
		t.Fatalf("luaws says %q (%v)\n%s", line, err, s.log.String())
	}
	s.port = m[1]
	go func() {
		defer close(s.read)
		io.Copy(io.Discard, first)
	}()
	return s
}

func (s *server) url() string { return fmt.Sprintf("http://127.0.0.1:%s/", s.port) }

// stop ends the server in an orderly way, and checks that it had nothing to say.
func (s *server) stop() {
	s.t.Helper()
	s.cmd.Process.Signal(syscall.SIGTERM)
	<-s.read
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("luaws: %v", err)
	}
	log := regexp.MustCompile(`(?m)^luaws: .*closing connections.*\n`).ReplaceAllString(s.log.String(), "")
	if log != "" {
		s.t.Errorf("the server's log:\n%s", log)
	}
}

// readSources lets go test know what else is tested; otherwise it would take an old
// result for that of new files.
func readSources(t *testing.T) {
	for _, pattern := range []string{"../../cmd/luaws/*.go", "../../examples/page/*.lua", "../../examples/page/public/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, f := range files {
			if _, err := os.ReadFile(f); err != nil {
				t.Error(err)
			}
		}
	}
}
