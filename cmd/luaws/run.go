package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/wsbridge"
)

func runCommand() *cobra.Command {
	l := limits{engine: newEngine(false)}
	cmd := &cobra.Command{
		Use:   "run [flags] CONFIG [KEY=VALUE...] | FILE.lua [ARG...]",
		Short: "Run a skynet project from its config, or a start script",
		Long: `Run a skynet project from its config file: the services that it starts, until
skynet.abort, os.exit or a signal, whatever becomes of the start service while
others live. KEY=VALUE takes the place of what the config says; KEY= takes the
key away. The config may have each of the flags below as a key: --memory-limit is
memory_limit there. What the command line says comes first.

Or run a start script: one that calls skynet.start, and listens itself. Modules
and services are looked for beside the script, then in the working directory.
ARGs are the script's arguments, as strings. luaws ends with the last service.

SIGUSR2 starts a new process with the same arguments, which takes the TCP listeners
over; this one ends when the other's start service is up, or goes on if that fails.

Which of the two a file is, its contents tell. Flags for luaws come before it.`,
		Example: "  luaws run config\n  luaws run config thread=4 logger=\n  luaws run main.lua\n  luaws run --drain-timeout 30s main.lua 8000",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("a config or a script is needed: luaws run config, luaws run main.lua")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			kind := luahost.KindOf(args[0])
			if kind.Config {
				return runConfig(args[0], args[1:], kind, cmd.Flags(), &l)
			}
			return runScript(args[0], args[1:], kind, &l)
		},
	}
	cmd.Flags().SetInterspersed(false) // what follows the file is the file's
	cmd.Flags().SortFlags = false
	l.addTo(cmd.Flags(), 0)
	cmd.SetUsageTemplate(usageTemplate)
	return cmd
}

// warnEndless is when skynet's monitor speaks up.
const warnEndless = 5 * time.Second

// runScript runs a script until a signal, os.exit, or the end of its last service.
func runScript(script string, args []string, kind luahost.Kind, l *limits) error {
	if err := l.check(); err != nil {
		return usageError{err}
	}
	o := scriptOptions(script)
	o.WarnEndless = warnEndless
	a := newApp(o, wsbridge.Config{}, l)
	main, err := a.host.Launch(script, args...)
	if err == nil {
		err = a.started(main, script, kind)
	}
	if err != nil {
		a.close()
		return err
	}
	code := a.wait(a.ended(main))
	if err := a.close(); err != nil {
		return err
	}
	if code != 0 {
		return exitCode(code)
	}
	return main.Failure()
}

// started waits for the script's start function, and says where it listens.
func (a *app) started(main *luahost.Service, script string, kind luahost.Kind) error {
	calls := make(chan bool, 1)
	main.Do(func() { calls <- skynet.Started(main) })
	select {
	case called := <-calls:
		if !called {
			e := &luahost.Error{File: script, Message: "the script did not call skynet.start"}
			if kind.Reason != "" { // perhaps it was meant as a config
				e.Message += " (run as a script, because " + kind.Reason + ")"
			}
			return e
		}
	case <-main.Gone():
		if err := main.Failure(); err != nil {
			return err
		}
	}
	a.catchSignals(syscall.SIGHUP)
	go func() {
		<-main.Ready()
		select {
		case <-main.Gone():
			if main.Failure() != nil {
				return
			}
		default:
		}
		select {
		case <-a.host.Done():
		default:
			a.announce(script)
			ready()
		}
	}()
	return nil
}

// ended is closed when the main service has failed, or no service is left.
func (a *app) ended(main *luahost.Service) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-main.Gone()
		if main.Failure() == nil {
			<-a.host.Done()
		}
	}()
	return done
}

// announce says that the file runs, and where it listens by now: what is spoken
// there, only the script knows.
func (a *app) announce(file string) {
	if a.exiting.Load() {
		return
	}
	where := ""
	if addrs := a.sockets.Listeners(); len(addrs) > 0 {
		hosts := make([]string, len(addrs))
		for i, addr := range addrs {
			hosts[i] = hostPort(addr)
		}
		where = " at " + strings.Join(hosts, ", ")
	}
	fmt.Fprintf(stdout, "luaws: running %s%s\n", file, where)
}

// hostPort writes an address as scripts do: "0.0.0.0" is what they listen on
// when Go says [::].
func hostPort(addr net.Addr) string {
	if a, ok := addr.(*net.TCPAddr); ok && a.IP.IsUnspecified() {
		return "0.0.0.0:" + strconv.Itoa(a.Port)
	}
	return addr.String()
}
