//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/luaws/luaws/test/buffer"
)

// A job is what a generator is asked for, one after the other.
type job struct {
	Do   string // a key of jobs
	Addr string
	Pids []int // whose CPU time is wanted

	// open
	Connections int
	Sources     int  // the connections come from so many addresses ...
	Source      int  // ... from 127.0.Source.1 on
	Welcome     bool // each is greeted by the server

	// echo, pace, broadcast, ask, and open if it isn't welcome: what is sent
	Text     string // or
	Size     int
	Answers  bool // the answers are something else
	InFlight int
	Talkers  int     // pace: how many of the connections talk
	Rate     float64 // pace: messages a second, of all
	Parallel int     // open, churn: how many handshakes at a time

	Warm, For time.Duration
}

// An outcome is what came of it, in the time that was measured.
type outcome struct {
	Error    string `json:",omitempty"`
	Done     int    // messages, deliveries or connections
	Took     time.Duration
	CPU      time.Duration // the server's
	Own      time.Duration // the generator's
	P50, P99 time.Duration // pace
}

func (o outcome) rate() float64 { return float64(o.Done) / o.Took.Seconds() }

// cpu is the server's CPU time for each that was done, in microseconds.
func (o outcome) cpu() float64 { return us(o.CPU) / float64(max(o.Done, 1)) }

func us(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// A generator is a process that makes connections and messages. What it has opened
// stays open until it is stopped.
type generator struct {
	cmd *exec.Cmd
	in  io.Closer
	enc *json.Encoder
	dec *json.Decoder
	log buffer.Buffer
}

func startGenerator() (*generator, error) {
	g := &generator{cmd: again("generator")}
	g.cmd.Stderr = &g.log
	in, err := g.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := g.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	g.in, g.enc, g.dec = in, json.NewEncoder(in), json.NewDecoder(out)
	return g, g.cmd.Start()
}

func (g *generator) do(j job) (o outcome, err error) {
	if err := g.enc.Encode(j); err != nil {
		return o, g.broken(err)
	}
	if err := g.dec.Decode(&o); err != nil {
		return o, g.broken(err)
	}
	if o.Error != "" {
		return o, errors.New(o.Error)
	}
	return o, nil
}

func (g *generator) broken(err error) error {
	return fmt.Errorf("the generator has failed: %w\n%s", err, g.log.String())
}

func (g *generator) stop() {
	g.in.Close()
	g.cmd.Wait()
}
