package vm

import "iter"

// carrier is a goroutine that fibers run on: a coroutine of iter.Pull, switched
// to directly. A fiber has one while it runs and, if it blocks with Go frames on
// its stack, while it waits.
type carrier struct {
	t     *thread                 // that runs
	wake  func() (struct{}, bool) // switch to it
	quit  func()
	leave func(struct{}) bool // switch back
}

func newCarrier() *carrier {
	c := &carrier{}
	c.wake, c.quit = iter.Pull(c.serve)
	return c
}

// serve is the goroutine.
func (c *carrier) serve(yield func(struct{}) bool) {
	c.leave = yield
	for {
		t := c.t
		f := t.fiber
		if u := t.run(f); u != nil {
			t.unwound(f, u)
		}
		if !t.parked() {
			f.status = dead
		}
		if !yield(struct{}{}) {
			return
		}
	}
}
