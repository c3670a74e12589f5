package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/wsbridge"
)

func runCommand() *cobra.Command {
	var l limits
	cmd := &cobra.Command{
		Use:   "run [flags] FILE.lua [ARG...]",
		Short: "Run a skynet start script",
		Long: `Run a skynet start script: one that calls skynet.start, and listens itself.
Modules are looked for beside the script, then in the working directory. ARGs
are the script's arguments, as strings; flags for luaws come before FILE.lua.`,
		Example: "  luaws run main.lua\n  luaws run --drain-timeout 30s main.lua 8000",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("a script is needed: luaws run main.lua")}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return runScript(args[0], args[1:], &l) },
	}
	cmd.Flags().SetInterspersed(false) // what follows the script is the script's
	cmd.Flags().SortFlags = false
	l.addTo(cmd.Flags(), 0)
	return cmd
}

// warnEndless is when skynet's monitor speaks up.
const warnEndless = 5 * time.Second

// runScript runs a script until a signal, os.exit, or the end of its last service.
func runScript(script string, args []string, l *limits) error {
	if err := l.check(); err != nil {
		return usageError{err}
	}
	a := newApp(script, wsbridge.Config{}, l, warnEndless)
	main, err := a.host.Launch(script, args...)
	if err == nil {
		err = a.started(main, script)
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
func (a *app) started(main *luahost.Service, script string) error {
	calls := make(chan bool, 1)
	if !main.Do(func() { calls <- skynet.Started(main) }) {
		return main.Failure()
	}
	select {
	case called := <-calls:
		if !called {
			return &luahost.Error{File: script, Message: "the script did not call skynet.start"}
		}
	case <-main.Gone():
		return main.Failure()
	}
	a.catchSignals()
	go func() {
		<-main.Ready()
		select {
		case <-main.Gone():
		default:
			a.announce(script)
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

func (a *app) announce(script string) {
	where := ""
	if addrs := a.sockets.Listeners(); len(addrs) > 0 {
		urls := make([]string, len(addrs))
		for i, addr := range addrs {
			urls[i] = "ws://" + hostPort(addr) + "/"
		}
		where = " at " + strings.Join(urls, ", ")
	}
	fmt.Printf("luaws: running %s%s\n", script, where)
}

// hostPort writes an address as scripts do: "0.0.0.0" is what they listen on
// when Go says [::].
func hostPort(addr net.Addr) string {
	if a, ok := addr.(*net.TCPAddr); ok && a.IP.IsUnspecified() {
		return "0.0.0.0:" + strconv.Itoa(a.Port)
	}
	return addr.String()
}
