package main

import (
	"cmp"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

type serveFlags struct {
	script     string
	routes     routes
	listen     listenFlags
	tls        tlsFlags
	static     staticFlags
	path       string
	workers    int
	maxMessage size
	limits
}

func serveCommand() *cobra.Command {
	f := serveFlags{maxMessage: 65535, limits: limits{engine: newEngine(true)}}
	cmd := &cobra.Command{
		Use:   "serve --script FILE",
		Short: "Serve websocket connections with the class that a script returns",
		Long: `Serve websocket connections with the class that a script returns: on_open,
on_message, on_error and on_close are called as by skynet-lua-websocket.

Each connection has a Lua state of its own. With --workers N, all connections
share N states: what a script with a table of all its clients needs (N = 1).

A class may have on_handshake, which decides who is let in. Several scripts are
served with --route, each at its own path; --script then has all other paths, or
may be left out.

SIGTERM or SIGINT ends it: on_shutdown of each connection, if the class has that,
then --drain-code to all. SIGUSR2 does so after a new process, which is started
with the same arguments, has taken over; if that fails, this one goes on.`,
		Example: "  luaws serve --script ws.lua --port 8000\n  luaws serve --script chat.lua --workers 1 --path /chat\n  luaws serve --route /chat=chat.lua --route /game=game.lua",
		Args:    noArgs,
		RunE:    func(*cobra.Command, []string) error { return serve(&f) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	under(fl, "Classes", f.addClasses)
	f.listen.addTo(fl)
	f.tls.addTo(fl)
	f.addTo(fl, 10*time.Second)
	cmd.SetUsageTemplate(usageTemplate)
	return cmd
}

func (f *serveFlags) addClasses(fl *pflag.FlagSet) {
	fl.StringVar(&f.script, "script", "", "`FILE` that returns the class")
	fl.StringVar(&f.path, "path", "/", "`PATH` that --script is served at; / serves every path that no route has")
	fl.Var(&f.routes, "route", "serve another class, at exactly this path; once for each")
	fl.IntVar(&f.workers, "workers", 0, "Lua states that share the connections; 0: one for each connection")
	fl.Var(&f.maxMessage, "max-message", "longest message, in bytes or as 64KB or 4MB, unless the class sets max_payload_len")
	f.static.addTo(fl)
}

func (f *serveFlags) check() error {
	switch {
	case f.workers < 0 || f.workers > maxWorkers:
		return fmt.Errorf("--workers %d: must be from 0 to %d", f.workers, maxWorkers)
	case f.maxMessage == 0:
		return errors.New("--max-message 0: must be at least 1")
	}
	if err := cmp.Or(f.checkRoutes(), f.listen.check(), f.tls.check()); err != nil {
		return err
	}
	return f.limits.check()
}

// open opens what the port has besides handlers.
func (f *serveFlags) open(s *wsbridge.Server) (err error) {
	if s.Config.TLS, err = f.tls.open(s.Stopping()); err != nil {
		return err
	}
	s.Config.Plain, err = f.static.open()
	return err
}

const maxWorkers = 1024

func serve(f *serveFlags) error {
	if err := f.check(); err != nil {
		return usageError{err}
	}
	scripts := f.router()
	a := newApp(scripts.options(), wsbridge.Config{MaxMessage: int64(f.maxMessage), Paths: scripts.paths()}, &f.limits)
	if err := f.open(a.server); err != nil {
		a.close()
		return err
	}
	if err := scripts.load(a.host, f.workers, &a.server.Config); err != nil {
		a.close()
		select {
		case code := <-a.exits: // the script called os.exit
			return exitCode(code)
		default:
			return err
		}
	}
	ln, err := f.listen.listener()
	if err != nil {
		a.close()
		return err
	}
	a.catchSignals(syscall.SIGHUP)
	for _, r := range scripts.routes {
		for _, warning := range r.handlers.Warnings() {
			fmt.Fprintln(stderr, "luaws:", warning)
		}
	}
	url := f.listen.url(ln, f.tls.scheme())
	for _, r := range scripts.routes {
		fmt.Fprintf(stdout, "luaws: serving %s at %s%s\n", r.script, url, r.path)
	}

	ready()
	failed := make(chan struct{})
	var serveErr error
	go func() {
		if serveErr = a.server.Serve(ln, scripts.accept); !errors.Is(serveErr, wsbridge.ErrServerClosed) {
			close(failed)
		}
	}()
	code := a.wait(failed)
	err = a.close()
	select {
	case <-failed:
		return serveErr
	default:
	}
	if err == nil && code != 0 {
		return exitCode(code)
	}
	return err
}
