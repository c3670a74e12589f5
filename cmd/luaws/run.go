package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/wsbridge"
)

func runCommand() *cobra.Command {
	var drain time.Duration
	cmd := &cobra.Command{
		Use:   "run FILE.lua [ARG...]",
		Short: "Run a skynet start script",
		Long: `Run a skynet start script: one that calls skynet.start, and listens itself.
Modules are looked for beside the script, then in the working directory. ARGs
are the script's arguments, as strings.`,
		Example: "  luaws run main.lua",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{fmt.Errorf("a script is needed: luaws run main.lua")}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return runScript(args[0], args[1:], drain) },
	}
	cmd.Flags().DurationVar(&drain, "drain-timeout", 10*time.Second, "how long closing may take on SIGINT or SIGTERM")
	return cmd
}

// runScript runs a script until a signal, os.exit, or the end of its last service.
func runScript(script string, args []string, drain time.Duration) error {
	if drain < 0 {
		return usageError{fmt.Errorf("--drain-timeout %s: must not be negative", drain)}
	}
	a := newApp(script, wsbridge.Config{}, drain)
	main, err := a.host.Launch(script, args...)
	if err == nil {
		err = a.started(main, script)
	}
	if err != nil {
		a.close()
		return err
	}
	code := a.wait(main.Gone())
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

func (a *app) announce(script string) {
	where := ""
	if addrs := a.sockets.Listeners(); len(addrs) > 0 {
		urls := make([]string, len(addrs))
		for i, addr := range addrs {
			urls[i] = "ws://" + addr.String() + "/"
		}
		where = " at " + strings.Join(urls, ", ")
	}
	fmt.Printf("luaws: running %s%s\n", script, where)
}
