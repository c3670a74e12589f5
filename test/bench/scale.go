//go:build linux

package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/luaws/luaws/test/bench/proc"
)

// What --scale measures.
const (
	scaleIdle    = 50_000
	scaleTalkers = 10_000 // each once a second
	scaleSettle  = 3 * time.Second
	scaleTalk    = 8 * time.Second
)

// runScale prints the tables of --scale.
func (b *bench) runScale(opt *options) error {
	fmt.Fprintln(b.out, describeMachine())
	most, limit := roomForConnections()
	if most < 1000 {
		return fmt.Errorf("a process may have %d files only (ulimit -Hn): that is too few", limit)
	}
	k := (scaleIdle + most - 1) / most
	if k > 1 {
		fmt.Fprintf(b.out, "A process may have %d files only (ulimit -Hn), so %d processes of each server, and as many generators, share the connections.\n\n", limit, k)
	}
	fmt.Fprintf(b.out, "%d idle connections; then %d of them say 125 B once a second.\n\n", scaleIdle, scaleTalkers)
	fmt.Fprintln(b.out, "| | accepted a second | set-up CPU us | KiB a connection (RSS) | p50 us | p99 us | CPU us a message |\n|---|---|---|---|---|---|---|")
	for _, s := range b.servers {
		if !s.does(echo) || !opt.only.MatchString(s.name) {
			continue
		}
		b.say("[%s] %s: %d connections\n", time.Since(b.began).Round(time.Second), s.name, scaleIdle)
		line, err := s.scale(k)
		if err != nil {
			b.failed(s.name, err)
			line = "failed | | | | |"
		}
		fmt.Fprintf(b.out, "| %s | %s |\n", s.name, line)
		if b.over() {
			return errInterrupted
		}
	}
	return errors.Join(b.runCores(opt), b.results.failed())
}

// crowd is one of the processes of a server, and its clients.
type crowd struct {
	p       *process
	g       *generator
	n       int
	talkers int
	source  int
	before  int // its memory
	o       outcome
	err     error
}

// scale has k processes of a server take all connections at the same time.
func (s *server) scale(k int) (line string, err error) {
	crowds := make([]*crowd, k)
	all := func(f func(c *crowd) error) error {
		var wg sync.WaitGroup
		for _, c := range crowds {
			wg.Go(func() { c.err = f(c) })
		}
		wg.Wait()
		for _, c := range crowds {
			if c.err != nil {
				return c.p.explain(c.err)
			}
		}
		return nil
	}
	defer func() {
		for _, c := range crowds {
			if c == nil {
				continue
			}
			if c.g != nil {
				c.g.stop()
			}
			c.p.stop()
		}
	}()
	for i := range crowds {
		share := func(n int) int { return n*(i+1)/k - n*i/k }
		c := &crowd{n: share(scaleIdle), talkers: share(scaleTalkers), source: i}
		if c.p, err = s.start(echo); err != nil {
			return "", err
		}
		crowds[i] = c
		if c.g, err = c.p.clients(50, false); err != nil {
			return "", err
		}
		c.p.calm(c.g)
		if c.before, err = proc.Resident(c.p.pids()); err != nil {
			return "", err
		}
		if c.g, err = startGenerator(); err != nil {
			return "", err
		}
	}
	if err := all(func(c *crowd) (err error) {
		j := c.p.opening(c.n, false)
		j.Source = c.source
		c.o, err = c.g.do(j)
		return err
	}); err != nil {
		return "", err
	}
	var took, cpu time.Duration
	for _, c := range crowds {
		took, cpu = max(took, c.o.Took), cpu+c.o.CPU
	}
	accepted := scaleIdle / took.Seconds()
	setUp := us(cpu) / scaleIdle

	time.Sleep(scaleSettle)
	memory := 0
	for _, c := range crowds {
		now, err := proc.Resident(c.p.pids())
		if err != nil {
			return "", err
		}
		memory += now - c.before
	}

	if err := all(func(c *crowd) (err error) {
		c.o, err = c.g.do(c.p.job(job{Do: "pace", Size: 125, Talkers: c.talkers, Rate: float64(c.talkers),
			Warm: 2 * time.Second, For: scaleTalk}))
		return err
	}); err != nil {
		return "", err
	}
	var p50, p99 time.Duration // of the process whose are the worst
	cpu = 0
	done := 0
	for _, c := range crowds {
		p50, p99, cpu, done = max(p50, c.o.P50), max(p99, c.o.P99), cpu+c.o.CPU, done+c.o.Done
	}
	var cells []string
	for _, v := range []float64{accepted, setUp, float64(memory) / 1024 / scaleIdle, us(p50), us(p99), us(cpu) / float64(done)} {
		cells = append(cells, number(v))
	}
	return strings.Join(cells, " | "), nil
}

// runCores compares servers with themselves: with one processor, and with two.
func (b *bench) runCores(opt *options) error {
	p := fullPlan
	p.For *= 2
	p.few = p.rounds
	rows := []*row{p.echo(32, 1, 1000), p.echo(32, 16, 1000), p.heavy()}
	fmt.Fprint(b.out, "\nMessages a second with GOMAXPROCS=1 and 2, in turn; the generator needs a part of a processor too.\n\n")
	fmt.Fprintln(b.out, "| | server | 1 | 2 | ratio | CPU us, 1 | CPU us, 2 |\n|---|---|---|---|---|---|---|")
	for _, r := range rows {
		for _, s := range b.servers {
			if !s.isGo() || !s.does(r.scenario) || !opt.only.MatchString(s.name) {
				continue
			}
			b.say("[%s] %s: %s, GOMAXPROCS 1 and 2\n", time.Since(b.began).Round(time.Second), s.name, r.name)
			pair := bench{servers: []*server{s.withProcessors(1), s.withProcessors(2)}, began: b.began, interrupted: b.interrupted}
			if err := pair.run(r); err != nil {
				return err
			}
			res, one, two := &pair.results, pair.servers[0].name, pair.servers[1].name
			b.results.Errors = append(b.results.Errors, res.Errors...)
			fmt.Fprintf(b.out, "| %s | %s | %s | %s | %s | %s | %s |\n", r.name, s.name,
				number(res.median(r.name, one, rate)), number(res.median(r.name, two, rate)), number(res.ratio(r.name, two, one, rate)),
				number(res.median(r.name, one, cpu)), number(res.median(r.name, two, cpu)))
		}
	}
	return nil
}
