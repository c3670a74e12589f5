package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// headingKey is the annotation that says which heading of --help a flag is under.
const headingKey = "heading"

// under adds flags as add does, under a heading of --help. Headings stand in the
// order in which they come first.
func under(fl *pflag.FlagSet, heading string, add func(*pflag.FlagSet)) {
	own := newFlagSet()
	add(own)
	own.VisitAll(func(f *pflag.Flag) {
		f.Annotations = map[string][]string{headingKey: {heading}}
		fl.AddFlag(f)
	})
}

func newFlagSet() *pflag.FlagSet {
	fl := pflag.NewFlagSet("", pflag.ContinueOnError)
	fl.SortFlags = false
	return fl
}

// helpWidth is how many columns --help takes.
const helpWidth = 100

// flagsByHeading is the part of --help about flags.
func flagsByHeading(fl *pflag.FlagSet) string {
	var headings []string
	flags := map[string]*pflag.FlagSet{}
	fl.VisitAll(func(f *pflag.Flag) {
		heading := "Other" // --help itself
		if a := f.Annotations[headingKey]; len(a) > 0 {
			heading = a[0]
		}
		if flags[heading] == nil {
			headings, flags[heading] = append(headings, heading), newFlagSet()
		}
		flags[heading].AddFlag(f)
	})
	var b strings.Builder
	for _, heading := range headings {
		b.WriteString("\n" + heading + ":\n" + flags[heading].FlagUsagesWrapped(helpWidth))
	}
	return b.String()
}

func init() { cobra.AddTemplateFunc("flagsByHeading", flagsByHeading) }

// usageTemplate is the usage of a command whose flags have headings.
const usageTemplate = `Usage:
  {{.UseLine}}

Examples:
{{.Example}}
{{flagsByHeading .LocalFlags}}`
