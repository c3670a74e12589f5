//go:build linux

package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A goal is a bound for a figure of luaws: the worst of some rows has to keep it.
type goal struct {
	name    string
	bound   float64
	least   bool     // the bound is the least; otherwise the most
	modes   []string // of luaws: what its servers' names end with
	rows    []string
	figure  func(sample) float64
	against string // whose figure it is divided by, or ""
}

const (
	isolated = ""
	worker   = " -w 1"
	project  = " run"
)

var allGoals = func() []goal {
	const least, most = true, false
	all := []string{isolated, worker, project}
	echoes := func(inFlight int, sizes ...int) (names []string) {
		for _, size := range sizes {
			names = append(names, echoName(size, inFlight, 50))
		}
		return names
	}
	alone, gathered := echoes(1, 32, 125, 1<<10, 16<<10), echoes(16, 32, 125, 1<<10, 16<<10)
	idle := []string{idleName(10_000)}
	fans := []string{fanName(broadcast, 200, 1), fanName(broadcast, 1000, 1), fanName(room, 200, 1), fanName(room, 1000, 1)}
	return []goal{
		{"echo rate against gorilla, 1 in flight", 1, least, all, alone, rate, base},
		{"echo rate against gorilla, 16 in flight, 32 B to 1 KiB", 2.5, least, all, gathered[:3], rate, base},
		{"echo rate against gorilla, 16 in flight, 16 KiB", 2, least, all, gathered[3:], rate, base},
		{"CPU a message against skynet's websocket.lua, 1 in flight", 0.5, most, all, alone, cpu, skynetName},
		{"CPU a message against skynet's websocket.lua, 16 in flight", 0.2, most, all, gathered, cpu, skynetName},
		{"KiB a connection, of 10 000, workers", 6, most, []string{worker}, idle, kib, ""},
		{"KiB a connection, of 10 000, a state for each", 10, most, []string{isolated}, idle, kib, ""},
		{"KiB a connection, of 10 000, http.websocket", 10, most, []string{project}, idle, kib, ""},
		{"CPU of connect-echo-close against gorilla", 1.1, most, all, []string{churnName}, cpu, base},
		{"rate of the CPU-heavy handler against the seed library", 1, least, all, []string{heavyName}, rate, seedName},
		{"CPU us a delivery of a broadcast", 2.5, most, all, fans, cpu, ""},
		{"p99 at half load, 1000 connections, against gorilla", 1.2, most, all, []string{latencyName}, p99, base},
	}
}()

// The servers of skynet that goals are set against.
const (
	skynetName = "skynet"
	seedName   = "seed"
)

// worst is what counts for a server, or NaN where nothing was measured.
func (g *goal) worst(r *results, server string) float64 {
	worst := math.NaN()
	for _, row := range g.rows {
		v := r.median(row, server, g.figure)
		if g.against != "" {
			v = r.ratio(row, server, g.against, g.figure)
		}
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
		if slices.ContainsFunc(g.rows, func(row string) bool { return r.gaveUp(row, s.name) }) {
			return "failed FAIL"
		}
		switch v := g.worst(r, s.name); {
		case math.IsNaN(v):
			return "n/a"
		case g.kept(v):
			return number(v) + " pass" + g.gorilla(r)
		default:
			return number(v) + " FAIL" + g.gorilla(r)
		}
	}
	return ""
}

// gorilla says what its own figure is, on a machine that may be slower or busier than the
// one that the bound was set on. A ratio needs no such thing.
func (g *goal) gorilla(r *results) string {
	if v := g.worst(r, base); g.against == "" && !math.IsNaN(v) {
		return " (gorilla " + number(v) + ")"
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
