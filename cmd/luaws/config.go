package main

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/luahost"
)

// runConfig runs a project from its config file.
func runConfig(file string, args []string, kind luahost.Kind, fl *pflag.FlagSet, l *limits) error {
	overrides, err := keyValues(args)
	if err != nil {
		return usageError{err}
	}
	if err := l.check(); err != nil {
		return usageError{err}
	}
	c, err := luahost.LoadConfig(file, overrides)
	if err != nil {
		if e := luahost.AsError(err); kind.Reason != "" && strings.Contains(e.Message, " (global '") { // perhaps meant as a script
			e.Message += " (read as a config, because " + kind.Reason + ")"
			return e
		}
		return err
	}
	if err := setLimits(fl, c, l); err != nil {
		return err
	}
	if err := setThreads(c); err != nil {
		return err
	}
	if keys := c.WithoutEffect(); len(keys) > 0 {
		fmt.Fprintf(stderr, "luaws: %s: of no effect here: %s\n", file, strings.Join(keys, ", "))
	}
	return runProject(c, l)
}

// keyValues reads arguments after a config.
func keyValues(args []string) (map[string]string, error) {
	all := map[string]string{}
	for _, arg := range args {
		key, value, ok := strings.Cut(arg, "=")
		if !ok || !keyName.MatchString(key) {
			return nil, fmt.Errorf("%q: what follows a config is KEY=VALUE (luaws run --help)", arg)
		}
		all[key] = value
	}
	return all, nil
}

var keyName = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// setLimits takes what a config says for the flags of run; the command line
// comes before it.
func setLimits(fl *pflag.FlagSet, c *luahost.Config, l *limits) (err error) {
	fl.VisitAll(func(f *pflag.Flag) {
		key := strings.ReplaceAll(f.Name, "-", "_")
		value, set := c.Lookup(key)
		if err != nil || !set || f.Changed || f.Name == "help" {
			return
		}
		fail := func(problem string) {
			err = fmt.Errorf("%s: %s %s: %s", c.Where(key), key, value, problem)
		}
		if wrong := f.Value.Set(value); wrong != nil {
			fail(valueProblem(f.Value, wrong))
		} else if wrong := l.check(); wrong != nil {
			fail(strings.TrimPrefix(wrong.Error(), "--"+f.Name+" "+f.Value.String()+": "))
		}
	})
	return err
}

// setThreads makes thread the number of processors that run Lua, as far as
// there are so many.
func setThreads(c *luahost.Config) error {
	const most = 1024 // SKYNET_MAXTHREAD
	n := c.Int("thread")
	if n < 1 || n > most {
		return fmt.Errorf("%s: thread %s: must be from 1 to %d", c.Where("thread"), c.String("thread", ""), most)
	}
	if n < runtime.GOMAXPROCS(0) {
		runtime.GOMAXPROCS(n)
	}
	return nil
}
