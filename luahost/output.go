package luahost

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"
)

// Output hands what is written to it to a writer that may be slow, such as a
// pipe, on a goroutine of its own, which lives while there is something to hand
// on. Order is kept. Its methods may be called from any goroutine.
//
// What waits is bounded. A Write that finds the bound reached is lost, and so is
// all that comes until the writer has taken what waits; then a line tells how
// many lines were lost at this place. The same goes for what the writer returns
// an error for.
type Output struct {
	w     io.Writer
	bound int

	mu      sync.Mutex
	waiting []byte
	lost    int           // lines after those that wait
	handing int           // lines that the goroutine has taken, and the writer has not
	running bool          // the goroutine lives
	stalled bool          // somebody's patience with the writer has come to its end
	moved   chan struct{} // closed and replaced when the writer has taken something

	spare  []byte // of the goroutine
	untold int    // lines that were lost and not told of, of the goroutine
}

// NewOutput makes an Output on w that holds up to bound bytes.
func NewOutput(w io.Writer, bound int) *Output {
	return &Output{w: w, bound: bound, moved: make(chan struct{})}
}

// Write takes or loses p, whole; it never waits and never fails.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fits(p) {
		o.take(p)
	} else {
		o.lose(p)
	}
	return len(p), nil
}

// Patient is a writer to the same place for what is not to be lost as long as
// somebody reads it: a Write waits until there is room, unless the writer takes
// nothing for the time given.
func (o *Output) Patient(patience time.Duration) io.Writer { return patient{o, patience} }

type patient struct {
	*Output
	patience time.Duration
}

func (o patient) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for !o.fits(p) && !o.stalled && !o.wait(o.patience) {
		o.stalled = true
	}
	if o.fits(p) {
		o.take(p)
	} else {
		o.lose(p)
	}
	return len(p), nil
}

// Flush returns when all that was written is handed on, or nothing was taken for
// the time given. left is how many lines the writer has not taken then.
func (o *Output) Flush(patience time.Duration) (left int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.running && o.wait(patience) {
	}
	if !o.running {
		return o.untold
	}
	left = max(o.handing, 1) + o.lost
	if len(o.waiting) > 0 {
		left += lines(o.waiting)
	}
	return left
}

// wait waits until the writer takes something.
func (o *Output) wait(patience time.Duration) bool {
	moved := o.moved
	o.mu.Unlock()
	defer o.mu.Lock()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-moved:
		return true
	case <-timer.C:
		return false
	}
}

// fits: what is longer than the bound is taken alone.
func (o *Output) fits(p []byte) bool {
	return o.lost == 0 && (len(o.waiting) == 0 || len(o.waiting)+len(p) <= o.bound)
}

func (o *Output) take(p []byte) {
	o.waiting = append(o.waiting, p...)
	if !o.running {
		o.running = true
		go o.run()
	}
}

func (o *Output) lose(p []byte) { o.lost += lines(p) }

// lines is how many lines p has, or part of one.
func lines(p []byte) int {
	return max(1, bytes.Count(p, newline))
}

var newline = []byte("\n")

// handed is how much the writer is given at once: it shows that it lives each time.
const handed = 32 << 10

// run hands on what waits.
func (o *Output) run() {
	for {
		o.mu.Lock()
		batch, lost := o.waiting, o.lost
		if len(batch) == 0 {
			o.running, o.handing = false, 0
			o.notifyMoved()
			o.mu.Unlock()
			return
		}
		o.waiting, o.lost, o.spare = o.spare, 0, nil
		o.handing = o.untold + lost + lines(batch)
		o.mu.Unlock()
		for rest := batch; len(rest) > 0; {
			part := rest[:min(len(rest), handed)]
			if !o.hand(part) {
				o.untold += lines(rest)
				break
			}
			rest = rest[len(part):]
		}
		if o.untold += lost; o.untold > 0 && o.hand(fmt.Appendf(nil, "luaws: %d lines lost here\n", o.untold)) {
			o.untold = 0
		}
		if cap(batch) <= handed {
			o.spare = batch[:0]
		}
	}
}

// hand reports whether the writer took p.
func (o *Output) hand(p []byte) bool {
	_, err := o.w.Write(p)
	o.mu.Lock()
	o.stalled = false
	o.handing -= bytes.Count(p, newline)
	o.notifyMoved()
	o.mu.Unlock()
	return err == nil
}

func (o *Output) notifyMoved() {
	close(o.moved)
	o.moved = make(chan struct{})
}
