package cli

import (
	"bufio"
	"fmt"
	"net"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

var consoleAt = regexp.MustCompile(`Start debug console at (\S+)`)

// ask gives a command to the debug console of the background luaws; what it
// answers can be looked at as stdout.
func ask(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, false, args, 1, "[!] ask COMMAND...")
	p := running(ts)
	found := consoleAt.FindStringSubmatch(p.stdout.String() + p.stderr.String())
	if found == nil {
		ts.Fatalf("there is no console\n[stdout]\n%s[stderr]\n%s", p.stdout, p.stderr)
	}
	ctx := worldOf(ts).ctx
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", found[1])
	p.check(ts, err)
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		ts.Check(conn.SetDeadline(deadline))
	}
	_, err = fmt.Fprintln(conn, strings.Join(args, " "))
	p.check(ts, err)
	for lines := bufio.NewScanner(conn); ; {
		if !lines.Scan() {
			if args[0] == "abort" { // it may end before it has answered
				return
			}
			p.check(ts, fmt.Errorf("the console has ended: %v", lines.Err()))
		}
		switch line := lines.Text(); line {
		case "<CMD OK>", "<CMD Error>":
			if (line == "<CMD OK>") == neg {
				p.check(ts, fmt.Errorf("%s: %s", strings.Join(args, " "), line))
			}
			return
		case "Welcome to skynet console":
		default:
			fmt.Fprintln(ts.Stdout(), line)
		}
	}
}
