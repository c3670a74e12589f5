//go:build linux

package main

import (
	"time"

	"github.com/luaws/luaws/test/bench/proc"
)

// pids are all processes of the server.
func (p *process) pids() []int {
	all, _ := proc.Group(p.cmd.Process.Pid)
	return all
}

// job fills in what a job has to know of the server.
func (p *process) job(j job) job {
	j.Addr, j.Pids = p.addr, p.pids()
	return j
}

// opening is the job that makes connections. One address has some 28 000 ports.
func (p *process) opening(n int, welcome bool) job {
	return p.job(job{Do: "open", Connections: n, Parallel: 64, Sources: 1 + n/10_000, Welcome: welcome, Text: p.sc.hello()})
}

// clients are connections that a generator has made.
func (p *process) clients(n int, welcome bool) (*generator, error) {
	g, err := startGenerator()
	if err != nil {
		return nil, err
	}
	if n > 0 {
		if _, err := g.do(p.opening(n, welcome)); err != nil {
			g.stop()
			return nil, err
		}
	}
	return g, nil
}

// steady does a job with so many clients, and is done when the server has let them go.
func (p *process) steady(j job, clients int, welcome bool) (sample, error) {
	g, err := p.clients(clients, welcome)
	if err != nil {
		return sample{}, err
	}
	defer p.calm(g)
	if j.Do == "churn" {
		j.Sources = 8
	}
	o, err := g.do(p.job(j))
	if err != nil {
		return sample{}, err
	}
	return sample{Rate: o.rate(), CPU: o.cpu(), P50: us(o.P50), P99: us(o.P99), Own: us(o.Own) / float64(max(o.Done, 1))}, nil
}

// calm stops a generator, and waits until the server has worked that off, so that it
// takes no time of whose turn is next.
func (p *process) calm(g *generator) {
	g.stop()
	const look, little = 20 * time.Millisecond, time.Millisecond
	pids := p.pids()
	last, _ := proc.CPU(pids)
	for quiet, late := 0, time.Now().Add(3*time.Second); quiet < 2 && time.Now().Before(late); {
		time.Sleep(look)
		now, _ := proc.CPU(pids)
		if quiet++; now-last > little {
			quiet = 0
		}
		last = now
	}
}
