//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// A bench is a run of the command.
type bench struct {
	rows        []*row
	servers     []*server
	results     results
	out         io.Writer
	began       time.Time
	interrupted context.Context
}

var errInterrupted = errors.New("interrupted")

func run(interrupted context.Context, out io.Writer, opt *options, servers []*server) error {
	b := &bench{servers: servers, out: out, began: time.Now(), interrupted: interrupted}
	if opt.scale {
		return b.runScale(opt)
	}
	all := fullRows()
	if opt.quick {
		all = quickRows()
	}
	for _, r := range all {
		if opt.only.MatchString(r.name) {
			b.rows = append(b.rows, r)
		}
	}
	if len(b.rows) == 0 {
		return errors.New("no row has such a name")
	}
	b.results.Machine = describeMachine()
	var err error
	for i, r := range b.rows {
		b.say("[%d/%d %s] %s\n", i+1, len(b.rows), time.Since(b.began).Round(time.Second), r.name)
		if err = b.run(r); err != nil {
			break
		}
	}
	fmt.Fprint(out, b.results.Machine, "\n", b.table(), "\n", b.goals())
	if opt.json != "" {
		text, bad := json.MarshalIndent(b.results, "", "\t")
		if bad == nil {
			bad = os.WriteFile(opt.json, text, 0o666)
		}
		err = errors.Join(err, bad)
	}
	return errors.Join(err, b.results.failed())
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(os.Stderr, format, args...) }

func (b *bench) failed(what string, err error) {
	b.results.Errors = append(b.results.Errors, fmt.Sprintf("%s: %v", what, err))
	b.say("    FAILED: %v\n", err)
}

// run has all servers that do the scenario of a row take their turns. One that fails
// has no more turns in this row.
func (b *bench) run(r *row) error {
	var all []*contestant
	for _, s := range b.servers {
		if s.has(r) {
			all = append(all, &contestant{server: s})
		}
	}
	if most, limit := roomForConnections(); r.connections > most {
		b.failed(r.name, fmt.Errorf("a process may have %d files only (ulimit -Hn)", limit))
		for _, c := range all {
			b.results.add(r.name, c.name, nil)
		}
		return nil
	}
	defer func() {
		for _, c := range all {
			c.rest()
		}
	}()
	for range r.rounds {
		for _, c := range all {
			switch {
			case b.over():
				return errInterrupted
			case c.out:
				b.results.add(r.name, c.name, nil)
				continue
			}
			s, err := c.turn(r)
			if err != nil {
				b.failed(r.name, err)
				b.results.add(r.name, c.name, nil)
				c.out = true
			} else {
				b.results.add(r.name, c.name, &s)
			}
			if r.fresh || c.out {
				c.rest()
			}
		}
	}
	return nil
}

// A contestant is a server in a row.
type contestant struct {
	*server
	p   *process // once it has had a turn
	out bool     // it has failed
}

func (c *contestant) turn(r *row) (s sample, err error) {
	if c.p == nil {
		if c.p, err = c.start(r.scenario); err != nil {
			return s, err
		}
	}
	if s, err = r.measure(c.p); err != nil {
		return s, c.p.explain(fmt.Errorf("%s: %w", c.name, err))
	}
	return s, nil
}

func (c *contestant) rest() {
	if c.p != nil {
		c.p.stop()
		c.p = nil
	}
}

// over tells whether a signal has come.
func (b *bench) over() bool { return b.interrupted.Err() != nil }
