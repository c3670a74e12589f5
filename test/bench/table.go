//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// describeMachine is the header of the table.
func describeMachine() string {
	cpu := "unknown processor"
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			cpu = strings.TrimSpace(strings.TrimLeft(name, "\t :"))
			break
		}
	}
	var u unix.Utsname
	unix.Uname(&u)
	load, _ := os.ReadFile("/proc/loadavg")
	load1, _, _ := strings.Cut(string(load), " ")
	commit, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		commit = []byte("unknown")
	}
	return fmt.Sprintf("%s, %d cores, which the load generator shares; Linux %s; %s; %s; luaws %s; load at the start %s.\n",
		cpu, runtime.NumCPU(), unix.ByteSliceToString(u.Release[:]), runtime.Version(),
		time.Now().UTC().Format("2006-01-02"), bytes.TrimSpace(commit), load1)
}

// table has a column for each server and a line for each row, in Markdown.
func (b *bench) table() string {
	var out strings.Builder
	line := func(first string, cell func(s *server) string) {
		out.WriteString("| " + first)
		for _, s := range b.servers {
			out.WriteString(" | " + cell(s))
		}
		out.WriteString(" |\n")
	}
	line("", func(s *server) string { return s.name })
	line("---", func(*server) string { return "---" })
	group := ""
	for _, r := range b.rows {
		if b.results.Samples[r.name] == nil {
			continue // interrupted, or there is nobody for it
		}
		if r.group != group {
			group = r.group
			line("**"+group+"**", func(*server) string { return "" })
		}
		line(r.name, func(s *server) string {
			switch {
			case len(b.results.Samples[r.name][s.name]) == 0:
				return ""
			case b.results.gaveUp(r.name, s.name):
				return "failed"
			}
			return r.cell(&b.results, r.name, s.name)
		})
	}
	for _, s := range b.servers {
		if s.note != "" {
			fmt.Fprintf(&out, "\n%s: %s.\n", s.name, s.note)
		}
	}
	return out.String()
}
