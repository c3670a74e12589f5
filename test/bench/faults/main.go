//go:build linux

package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/luaws/luaws/test/bench/proc"
)

var (
	witnessOf = flag.String("witness", "", "be the witness of the server at this `address` (for internal use)")
	workers   = flag.Int("workers", 1, "luaws serve --workers")
	only      = flag.String("run", "", "only faults that match this `regexp`")
	nice      = flag.Int("nice", 0, "nice value of all processes")
	scale     = flag.Float64("scale", 1, "times the rates and numbers of misbehaving clients")
)

func main() {
	flag.Parse()
	var err error
	if *witnessOf != "" {
		err = beWitness(*witnessOf)
	} else {
		err = measure()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

const (
	calm  = 3 * time.Second // of the phases before and after
	under = 6 * time.Second // what a fault that has no end of its own takes
)

func measure() error {
	match, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	if err := beNice(*nice); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "faults")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := build(dir)
	if err != nil {
		return err
	}
	fmt.Printf("%-22s %8s  %-17s %-17s %-17s %5s  %-9s %-20s %-11s %s\n",
		"fault", "done/s", "before p50/p99", "under p50/p99", "after p50/p99", "p99 x", "cpu s/c", "MiB before/peak/after", "files", "opened/closed")
	for _, f := range faults {
		if match.MatchString(f.name) {
			if err := f.measure(dir, program); err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
		}
	}
	return nil
}

func (f *fault) measure(dir, program string) error {
	s, err := startServer(dir, program)
	if err != nil {
		return err
	}
	defer s.stop()
	w, err := startWitness(s.addr)
	if err != nil {
		return err
	}
	defer w.stop()
	time.Sleep(calm / 3) // pools and the like get warm
	if _, err := w.mark(); err != nil {
		return err
	}
	time.Sleep(calm)
	before, err := w.mark()
	if err != nil {
		return err
	}
	files, memory := s.files(), s.memory()

	peak := s.watchMemory()
	used := func() (theirs, own time.Duration) {
		theirs, _ = proc.CPU([]int{s.cmd.Process.Pid})
		own, _ = proc.CPU([]int{os.Getpid()})
		return theirs, own
	}
	cpu, own := used()
	began := time.Now()
	a := &attack{addr: s.addr, end: began.Add(under)}
	f.act(a)
	took := time.Since(began)
	meanwhile, err := w.mark()
	if err != nil {
		return err
	}
	share := func(d time.Duration) int { return int(100 * d / took) }
	cpuAfter, ownAfter := used()
	cpuText := fmt.Sprintf("%d/%d%%", share(cpuAfter-cpu), share(ownAfter-own))

	time.Sleep(calm)
	after, err := w.mark()
	if err != nil {
		return err
	}
	opened, closed := s.counts()
	fmt.Printf("%-22s %8.0f  %-17v %-17v %-17v %5.1f  %-9s %-20s %-11s %d/%d\n",
		f.name, float64(a.done.Load())/took.Seconds(), before, meanwhile, after,
		float64(meanwhile.p99)/float64(max(before.p99, after.p99)), cpuText,
		fmt.Sprintf("%d/%d/%d", memory>>20, peak()>>20, s.memory()>>20),
		fmt.Sprintf("%d/%d", files, s.files()), opened-1, closed) // the witness has opened
	if n := a.failed.Load(); n > 0 {
		fmt.Printf("    %d failed, the last one with: %v\n", n, a.err.Load())
	}
	return nil
}
