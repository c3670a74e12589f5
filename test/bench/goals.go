//go:build linux

package main

import (
	"fmt"
	"math"
	"strings"
)

// A goal is a bound for a figure of luaws: the worst of some rows has to keep it.
type goal struct {
	name  string
	bound float64
	least bool     // the bound is the least; otherwise the most
	modes []string // of luaws: what its servers' names end with
	rows  []string
	value func(r *results, row, server string) float64
}

const (
	isolated = ""
	worker   = " -w 1"
	project  = " run"
)

var allGoals = func() []goal {
	against := func(base string, figure func(sample) float64) func(*results, string, string) float64 {
		return func(r *results, row, server string) float64 { return r.ratio(row, server, base, figure) }
	}
	plain := func(figure func(sample) float64) func(*results, string, string) float64 {
		return func(r *results, row, server string) float64 { return r.median(row, server, figure) }
	}
	echoes := func(inFlight int, sizes ...int) (names []string) {
		for _, size := range sizes {
			names = append(names, echoName(size, inFlight, 50))
		}
		return names
	}
	all := []string{isolated, worker, project}
	serve := []string{isolated, worker}
	return []goal{
		{"echo rate against gorilla, 1 in flight", 1, true, all, echoes(1, 32, 125, 1<<10, 16<<10), against(base, rate)},
		{"echo rate against gorilla, 16 in flight, 32 B to 1 KiB", 2.5, true, all, echoes(16, 32, 125, 1<<10), against(base, rate)},
		{"echo rate against gorilla, 16 in flight, 16 KiB", 2, true, all, echoes(16, 16<<10), against(base, rate)},
		{"CPU a message against skynet's websocket.lua, 1 in flight", 0.5, false, all, echoes(1, 32, 125, 1<<10, 16<<10), against(skynetName, cpu)},
		{"CPU a message against skynet's websocket.lua, 16 in flight", 0.2, false, all, echoes(16, 32, 125, 1<<10, 16<<10), against(skynetName, cpu)},
		{"KiB a connection, of 10 000: one worker", 6, false, []string{worker}, []string{idleName(10_000)}, plain(kib)},
		{"KiB a connection, of 10 000: a state for each", 10, false, []string{isolated}, []string{idleName(10_000)}, plain(kib)},
		{"KiB a connection, of 10 000: http.websocket", 10, false, []string{project}, []string{idleName(10_000)}, plain(kib)},
		{"CPU of connect-echo-close against gorilla", 1.1, false, all, []string{churnName}, against(base, cpu)},
		{"rate of the CPU-heavy handler against the seed library", 1, true, serve, []string{heavyName}, against(seedName, rate)},
		{"CPU us a delivery of a broadcast", 2.5, false, serve,
			[]string{fanName(broadcast, 200, 1), fanName(broadcast, 1000, 1), fanName(room, 200, 1), fanName(room, 1000, 1)}, plain(cpu)},
		{"p99 at half load, 1000 connections, against gorilla", 1.2, false, all, []string{latencyName}, against(base, p99)},
	}
}()

// The servers of skynet that goals are set against.
const (
	skynetName = "skynet"
	seedName   = "seed"
)

// worst is the value of a server, or NaN where nothing was measured.
func (g *goal) worst(r *results, server string) float64 {
	worst := math.NaN()
	for _, row := range g.rows {
		v := g.value(r, row, server)
		if !math.IsNaN(v) && (math.IsNaN(worst) || g.least == (v < worst)) {
			worst = v
		}
	}
	return worst
}

func (g *goal) kept(v float64) bool {
	if g.least {
		return v >= g.bound
	}
	return v <= g.bound
}

// goals is a table of them: in each cell the worst row's figure.
func (b *bench) goals() string {
	var out strings.Builder
	luaws := b.luaws()
	out.WriteString("| goal | bound")
	for _, s := range luaws {
		out.WriteString(" | " + s.name)
	}
	out.WriteString(" |\n|" + strings.Repeat("---|", 2+len(luaws)) + "\n")
	for _, g := range allGoals {
		sign := "<="
		if g.least {
			sign = ">="
		}
		fmt.Fprintf(&out, "| %s | %s %v", g.name, sign, g.bound)
		for _, s := range luaws {
			out.WriteString(" | " + g.cell(&b.results, s))
		}
		out.WriteString(" |\n")
	}
	return out.String()
}

func (g *goal) cell(r *results, s *server) string {
	for _, mode := range g.modes {
		if mode != s.mode {
			continue
		}
		switch v := g.worst(r, s.name); {
		case math.IsNaN(v):
			return "n/a"
		case g.kept(v):
			return number(v) + " pass"
		default:
			return number(v) + " FAIL"
		}
	}
	return ""
}

func (b *bench) luaws() (all []*server) {
	for _, s := range b.servers {
		if s.luaws {
			all = append(all, s)
		}
	}
	return all
}
