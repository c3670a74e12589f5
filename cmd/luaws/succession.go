package main

import (
	"context"
	"fmt"
	"time"
)

// succession is the hand-overs of a process that serves, of which one at a time
// is under way.
type succession struct {
	ctx     context.Context
	stop    context.CancelFunc
	under   bool
	results chan succeeded
}

type succeeded struct {
	pid int
	err error
}

func newSuccession() *succession {
	h := &succession{results: make(chan succeeded)}
	h.ctx, h.stop = context.WithCancel(context.Background())
	return h
}

func (h *succession) begin() {
	if h.under {
		fmt.Fprintln(stderr, "luaws: SIGUSR2: a new process is being started already")
		return
	}
	h.under = true
	fmt.Fprintln(stderr, "luaws: SIGUSR2: starting a new process")
	go func() {
		pid, err := handOver(h.ctx)
		h.results <- succeeded{pid, err}
	}()
}

// end gives up one that is under way, and returns when that has ended.
func (h *succession) end() {
	h.stop()
	if h.under {
		<-h.results
	}
}

// settleTime is how long clients that this process has accepted may take to
// become connections: as long as a handshake by default.
const settleTime = 3 * time.Second

// settle stops accepting without losing anybody whom the kernel has given to this
// process: they become connections, as far as half the time suffices that ctx has.
func (a *app) settle(ctx context.Context) {
	a.server.Retire()
	a.sockets.Retire()
	wait := settleTime
	if deadline, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(deadline)/2)
	}
	over := time.After(wait)
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for a.sockets.Unanswered() > 0 || a.server.Handshaking() > 0 {
		select {
		case <-look.C:
		case <-over:
			return
		}
	}
}
