// Command luaws runs skynet websocket handlers, unchanged.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
)

func main() { os.Exit(run()) }

// run is main for tests: it returns the exit code.
func run() int {
	defer flush()
	root := &cobra.Command{
		Use:           "luaws",
		Short:         "Run skynet websocket handlers, unchanged",
		Example:       "  luaws serve --script ws.lua --port 8000\n  luaws run main.lua",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError{errors.New("a command is needed: serve, run or version (luaws --help)")}
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(serveCommand(), runCommand(), versionCommand())
	err := inherit()
	if err == nil {
		err = root.ExecuteContext(context.Background())
	}
	if err == nil {
		return 0
	}
	var code exitCode
	if errors.As(err, &code) {
		return int(code)
	}
	if !answer(message(err)) { // or the process before says it
		fmt.Fprintln(stderr, "luaws:", message(err))
	}
	var usage usageError
	if errors.As(err, &usage) {
		return 2
	}
	return 1
}

// usageError is one in the command line: exit code 2.
type usageError struct{ error }

// exitCode is the code of os.exit; there is nothing to say about it.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprint("exit code ", int(c)) }

// message is an error on one line.
func message(err error) string {
	var e *luahost.Error
	if errors.As(err, &e) {
		err = e
	}
	text, _, _ := strings.Cut(err.Error(), "\nstack traceback:") // the log has it
	return lineBreak.ReplaceAllString(text, " ")
}

var lineBreak = regexp.MustCompile(`\s*\n\s*`)

// flagError is a usage error that names the flag, or the command that isn't one.
func flagError(cmd *cobra.Command, err error) error {
	if args := os.Args[1:]; !cmd.HasParent() && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return unknownCommand(cmd, args)
	}
	var bad *pflag.InvalidValueError
	if errors.As(err, &bad) {
		err = fmt.Errorf("--%s %s: %s", bad.GetFlag().Name, bad.GetValue(), valueProblem(bad.GetFlag().Value, bad.Unwrap()))
	}
	return usageError{fmt.Errorf("%w (%s --help)", err, cmd.CommandPath())}
}

// valueProblem is what is wrong with the value of a flag that can't be set to it.
func valueProblem(v pflag.Value, err error) string {
	switch v.Type() {
	case "int":
		return "must be a whole number"
	case "duration":
		return "must be a duration such as 500ms or 10s"
	}
	return err.Error()
}

func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
		hint = fmt.Sprintf(", did you mean %s?", strings.Join(like, " or "))
	}
	return usageError{fmt.Errorf("unknown command %q%s (luaws --help)", args[0], hint)}
}

// noArgs and oneArg check arguments as usage errors.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("%q is one argument too many (%s --help)", args[0], cmd.CommandPath())}
	}
	return nil
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  luaws version",
		Args:    noArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			fmt.Println("luaws", lualib.Version)
		},
	}
}
