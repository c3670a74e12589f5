//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
)

// options are those of the command line.
type options struct {
	quick, scale bool
	only         *regexp.Regexp
	other        string // another luaws program
	skynet       string // a directory with a built skynet
	seed         string // a repository with the seed library
	openresty    bool
	json         string
}

func main() {
	var err error
	if role := os.Getenv(roleEnv); role != "" {
		err = play(role, os.Args[1:])
	} else {
		err = command(os.Stdout, os.Args[1:])
	}
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// play is what the program does as one of its own processes.
func play(role string, args []string) error {
	switch {
	case role == "gorilla" && len(args) == 2:
		return serveGorilla(scenario(args[0]), args[1])
	case role == "generator":
		return generate()
	}
	return fmt.Errorf("no role %q %q", role, args)
}

func parse(args []string) (*options, error) {
	opt := &options{}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.BoolVar(&opt.quick, "quick", false, "fewer rows and rounds: less than a minute")
	flags.BoolVar(&opt.scale, "scale", false, "50 000 idle connections, 10 000 that talk, and GOMAXPROCS 1 and 2, instead of the table")
	only := flags.String("only", "", "only rows (with --scale: servers) whose names match this `pattern` (a regular expression)")
	flags.StringVar(&opt.other, "luaws", "", "measure this luaws `file` too, such as an older build")
	flags.StringVar(&opt.skynet, "skynet", "", "measure skynet too, which is built in this `dir`: its own http.websocket, and the seed library")
	flags.StringVar(&opt.seed, "seed", seedRepository, "with --skynet: clone the seed library from this `repository`, which may be a directory")
	flags.BoolVar(&opt.openresty, "openresty", false, "measure OpenResty too, from Debian's packages: they are fetched with apt-get, and unpacked for this run only")
	flags.StringVar(&opt.json, "json", "", "write all that was measured to this `file`")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if opt.scale && (opt.quick || opt.json != "") {
		return nil, errors.New("--scale goes with neither --quick nor --json")
	}
	var err error
	if opt.other != "" {
		if opt.other, err = exec.LookPath(opt.other); err != nil {
			return nil, err
		}
		if opt.other, err = filepath.Abs(opt.other); err != nil { // servers have directories of their own
			return nil, err
		}
	}
	opt.only, err = regexp.Compile(*only)
	return opt, err
}

func command(out io.Writer, args []string) error {
	opt, err := parse(args)
	if err != nil {
		return err
	}
	if err := raiseFiles(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "luaws-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := buildLuaws(dir)
	if err != nil {
		return fmt.Errorf("can't build luaws: %w", err)
	}
	servers, err := contenders(opt, program, dir)
	if err != nil {
		return err
	}
	interrupted, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return run(interrupted, out, opt, servers)
}

// contenders are all servers that were asked for. gorilla is the first. What they need
// is put into dir.
func contenders(opt *options, program, dir string) ([]*server, error) {
	all := []*server{gorillaServer()}
	all = append(all, luawsServers("luaws", program)...)
	if opt.other != "" {
		all = append(all, luawsServers(otherName(opt.other), opt.other)...)
	}
	if opt.skynet != "" {
		more, err := skynetServers(opt.skynet, opt.seed, dir)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	if opt.openresty {
		more, err := openrestyServer(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, more)
	}
	return all, nil
}

// otherName is what the other luaws is called.
func otherName(file string) string {
	if name := filepath.Base(file); name != "luaws" {
		return name
	}
	return "other"
}
