//go:build linux

package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/luaws/luaws/test/bench/proc"
)

// A row is a line of the table: one thing that is measured of each server that does
// its scenario.
type row struct {
	group    string // the heading above it
	name     string
	scenario scenario
	size     int // of a message
	rounds   int
	measure  func(p *process) (sample, error)
	cell     func(r *results, row, server string) string

	connections int  // at once
	fresh       bool // each measurement has a process of its own
}

// A sample is what one measurement has shown.
type sample struct {
	Rate float64 `json:"rate,omitempty"`    // a second
	CPU  float64 `json:"cpu_us,omitempty"`  // of the server for each, in us
	KiB  float64 `json:"kib,omitempty"`     // resident, for each connection
	Each float64 `json:"each_us,omitempty"` // time for each, in us
	P50  float64 `json:"p50_us,omitempty"`
	P99  float64 `json:"p99_us,omitempty"`
	Own  float64 `json:"generator_cpu_us,omitempty"` // for each
}

func rate(s sample) float64 { return s.Rate }
func cpu(s sample) float64  { return s.CPU }
func kib(s sample) float64  { return s.KiB }
func each(s sample) float64 { return s.Each }
func p50(s sample) float64  { return s.P50 }
func p99(s sample) float64  { return s.P99 }

// A plan is what the rows are made with.
type plan struct {
	rounds    int
	few       int // rounds where making the connections takes most of the time
	warm, For time.Duration
	settle    time.Duration // until memory is looked at
}

// Many short rounds: what else the machine does is in some of them, and not in the median.
var (
	fullPlan  = plan{rounds: 5, few: 3, warm: 100 * time.Millisecond, For: 300 * time.Millisecond, settle: 1500 * time.Millisecond}
	quickPlan = plan{rounds: 3, few: 1, warm: 50 * time.Millisecond, For: 150 * time.Millisecond, settle: time.Second}
)

// The names are what goals.go asks for.

func echoName(size, inFlight, connections int) string {
	return fmt.Sprintf("echo %s, %d in flight, %d connections", sizeText(size), inFlight, connections)
}

func idleName(n int) string { return fmt.Sprintf("memory, %d idle connections", n) }

func fanName(sc scenario, receivers, speakers int) string {
	if speakers == 1 {
		return fmt.Sprintf("%s to %d, of 1 client", sc, receivers)
	}
	return fmt.Sprintf("%s to %d, of %d clients at a time", sc, receivers, speakers)
}

const (
	churnName   = "connect-echo-close"
	heavyName   = "CPU-heavy handler"
	latencyName = "latency, 1000 connections"
)

func sizeText(n int) string {
	if n >= 1<<10 {
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}

func fullRows() (all []*row) {
	p := fullPlan
	for _, connections := range []int{50, 5000} {
		for _, size := range []int{32, 125, 1 << 10, 16 << 10} {
			for _, inFlight := range []int{1, 16} {
				if size*inFlight*connections > 512<<20 {
					continue // more than the kernel keeps for all sockets
				}
				all = append(all, p.echo(size, inFlight, connections))
			}
		}
	}
	for _, n := range []int{1000, 5000, 10_000} {
		all = append(all, p.idle(n))
	}
	all = append(all, p.churn())
	for _, sc := range []scenario{broadcast, room} {
		for _, n := range []int{200, 1000} {
			all = append(all, p.fan(sc, n, 1), p.fan(sc, n, 16))
		}
	}
	return append(all, p.heavy(), p.messages("call", 2000), p.messages("send", 10_000), p.latency())
}

func quickRows() []*row {
	p := quickPlan
	return []*row{
		p.echo(32, 1, 50), p.echo(32, 16, 50), p.echo(16<<10, 16, 50),
		p.idle(1000), p.churn(), p.fan(broadcast, 200, 1), p.fan(room, 200, 1),
		p.heavy(), p.messages("call", 2000), p.messages("send", 10_000), p.latency(),
	}
}

func (p plan) echo(size, inFlight, connections int) *row {
	if connections >= 1000 {
		p.rounds, p.warm = p.few, 3*p.warm
	}
	return &row{group: "echo: rate against gorilla / CPU us a message", name: echoName(size, inFlight, connections),
		scenario: echo, size: size, rounds: p.rounds, cell: rateAndCPU, connections: connections,
		measure: func(s *process) (sample, error) {
			return s.steady(job{Do: "echo", Size: size, InFlight: inFlight, Warm: p.warm, For: p.For}, connections, false)
		}}
}

func (p plan) fan(sc scenario, receivers, speakers int) *row {
	return &row{group: "broadcast of 125 B: rate against gorilla / CPU us a delivery", name: fanName(sc, receivers, speakers),
		scenario: sc, rounds: p.rounds, cell: rateAndCPU, connections: receivers,
		measure: func(s *process) (sample, error) {
			return s.steady(job{Do: "broadcast", Size: 125, InFlight: speakers, Warm: p.warm, For: p.For}, receivers, true)
		}}
}

func (p plan) heavy() *row {
	return &row{group: "JSON in, 1000 table updates, format, JSON out: messages a second / CPU us", name: heavyName,
		scenario: heavy, rounds: p.rounds, cell: numbers(rate, cpu),
		measure: func(s *process) (sample, error) {
			return s.steady(job{Do: "echo", Text: heavyRequest, Answers: true, InFlight: 1, Warm: p.warm, For: p.For}, 50, false)
		}}
}

func (p plan) churn() *row {
	return &row{group: "connections: rate against gorilla / CPU us a connection", name: churnName,
		scenario: echo, rounds: p.rounds, cell: rateAndCPU,
		measure: func(s *process) (sample, error) {
			return s.steady(job{Do: "churn", Size: 32, Parallel: 32, Warm: p.warm, For: 2 * p.For}, 0, false)
		}}
}

// messages are told of by a client, whose own message is a small part of it.
func (p plan) messages(how string, n int) *row {
	return &row{group: "messages between two services: us each / CPU us", name: fmt.Sprintf("%ss", how),
		scenario: messages, rounds: p.rounds, cell: numbers(each, cpu),
		measure: func(s *process) (sample, error) {
			g, err := s.clients(1, false)
			if err != nil {
				return sample{}, err
			}
			defer s.calm(g)
			j := s.job(job{Do: "ask", Text: fmt.Sprintf("%s %d", how, n)})
			if _, err := g.do(j); err != nil {
				return sample{}, err
			}
			o, err := g.do(j)
			o.Done = n
			return sample{Rate: o.rate(), CPU: o.cpu(), Each: 1e6 / o.rate()}, err
		}}
}

// idle is how much more there is with so many connections than after a few, which
// have come and gone, so that the program itself isn't counted. Each has said
// something, and been answered.
func (p plan) idle(n int) *row {
	return &row{group: "memory: KiB a connection (RSS) / CPU us to set it up", name: idleName(n),
		scenario: echo, rounds: p.few, cell: numbers(kib, cpu), connections: n, fresh: true,
		measure: func(s *process) (sample, error) {
			first, err := s.clients(50, false)
			if err != nil {
				return sample{}, err
			}
			s.calm(first)
			before, err := proc.Resident(s.pids())
			if err != nil {
				return sample{}, err
			}
			g, err := startGenerator()
			if err != nil {
				return sample{}, err
			}
			defer g.stop()
			o, err := g.do(s.opening(n, false))
			if err != nil {
				return sample{}, err
			}
			time.Sleep(p.settle)
			after, err := proc.Resident(s.pids())
			return sample{Rate: o.rate(), CPU: o.cpu(), KiB: float64(after-before) / 1024 / float64(n)}, err
		}}
}

// latency is at half of the rate that gorilla, which is first in each round, has at most.
func (p plan) latency() *row {
	const connections = 1000
	half := 0.0
	return &row{group: "latency at half of gorilla's rate, 125 B: p50 / p99 in us", name: latencyName,
		scenario: echo, rounds: p.few, cell: numbers(p50, p99), connections: connections,
		measure: func(s *process) (sample, error) {
			if s.name == base {
				most, err := s.steady(job{Do: "echo", Size: 125, InFlight: 1, Warm: p.warm, For: 2 * p.For}, connections, false)
				if err != nil {
					return sample{}, err
				}
				half = most.Rate / 2
			}
			if half == 0 {
				return sample{}, errors.New("gorilla's rate isn't known")
			}
			return s.steady(job{Do: "pace", Size: 125, Talkers: connections, Rate: half, Warm: p.warm, For: 4 * p.For}, connections, false)
		}}
}
