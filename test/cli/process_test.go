package cli

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// process is a luaws in the background.
type process struct {
	cmd            *exec.Cmd
	stdout, stderr *output
	ended          chan struct{}
}

var listening = regexp.MustCompile(`(?m)^luaws: (?:serving|running) \S+(?: at ([^\s,]+).*)?$`)

func start(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 2, "start luaws ARG...")
	startIn(ts, ts.MkAbs("."), args)
}

// startIn starts luaws in a directory and waits until it says that it runs, and
// where it listens.
func startIn(ts *testscript.TestScript, dir string, args []string) {
	w := worldOf(ts)
	if args[0] != "luaws" || w.process != nil {
		ts.Fatalf("luaws only, and only one of it")
	}
	p := &process{exec.Command(program, args[1:]...), &output{}, &output{}, make(chan struct{})}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, p.stdout, p.stderr
	p.cmd.Env = append(os.Environ(), "GAME_ROOT="+ts.Getenv("GAME_ROOT")) // what scripts set for configs
	ts.Check(p.cmd.Start())
	w.process = p
	go func() {
		p.cmd.Wait()
		close(p.ended)
	}()
	found, err := p.stdout.wait(w.ctx, listening, p.ended)
	p.check(ts, err)
	if found[1] != "" {
		setAddress(ts, found[1])
	}
}

// setAddress sets what scripts see of an address: host:port, ws://host:port/path or
// ws+unix:socket:/path.
func setAddress(ts *testscript.TestScript, at string) {
	if scheme, rest, isUnix := strings.Cut(at, "+unix:"); isUnix {
		socket, path, _ := strings.Cut(rest, ":")
		ts.Setenv("SOCKET", ts.MkAbs(socket))
		ts.Setenv("URL", scheme+"://unix"+path)
		return
	}
	scheme, host, ok := strings.Cut(at, "://")
	if !ok {
		scheme, host = "ws", at
	}
	host, path, _ := strings.Cut(host, "/")
	_, port, err := net.SplitHostPort(host)
	ts.Check(err)
	ts.Setenv("SOCKET", "")
	ts.Setenv("URL", scheme+"://127.0.0.1:"+port+"/"+path)
	ts.Setenv("PORT", port)
}

// check ends the script at an error, showing what the process wrote.
func (p *process) check(ts *testscript.TestScript, err error) {
	if err != nil {
		ts.Fatalf("%v\n[stdout]\n%s[stderr]\n%s", err, p.stdout, p.stderr)
	}
}

// crash ends the process as a fault of the machine would.
func crash(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 0, "crash")
	running(ts).kill()
	worldOf(ts).process = nil
}

func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
}

func logged(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "logged REGEXP")
	p := running(ts)
	p.awaits(ts, p.stderr, args[0])
}

func printed(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "printed REGEXP")
	p := running(ts)
	p.awaits(ts, p.stdout, args[0])
}

// awaits waits until the process has written what matches.
func (p *process) awaits(ts *testscript.TestScript, to *output, pattern string) {
	re, err := regexp.Compile("(?m)" + pattern)
	ts.Check(err)
	_, err = to.wait(worldOf(ts).ctx, re, p.ended)
	p.check(ts, err)
}

// holds waits until a file has text that matches.
func holds(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 2, "holds FILE REGEXP")
	re, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	p, ctx := running(ts), worldOf(ts).ctx
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && re.Match(text) {
			return
		}
		select {
		case <-look.C:
		case <-p.ended:
			p.check(ts, fmt.Errorf("luaws has ended, and %s holds\n%s", args[0], text))
		case <-ctx.Done():
			p.check(ts, fmt.Errorf("%s holds\n%s", args[0], text))
		}
	}
}

func sendSignal(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "signal TERM|INT|HUP")
	sig, ok := map[string]syscall.Signal{"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP}[args[0]]
	if !ok {
		ts.Fatalf("no signal %s", args[0])
	}
	ts.Check(running(ts).cmd.Process.Signal(sig))
}

func exited(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "exited CODE")
	w, p := worldOf(ts), running(ts)
	select {
	case <-p.ended:
	case <-w.ctx.Done():
		p.check(ts, fmt.Errorf("luaws has not ended"))
	}
	w.process = nil
	fmt.Fprint(ts.Stdout(), p.stdout)
	fmt.Fprint(ts.Stderr(), p.stderr)
	if text := strings.TrimSpace(p.stderr.String()); text != "" {
		ts.Logf("[stderr]\n%s", text)
	}
	checkCode(ts, p.cmd.ProcessState.ExitCode(), args[0])
}
