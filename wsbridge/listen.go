package wsbridge

import (
	"errors"
	"net"
	"time"
)

// The wait after a failed accept: it doubles from the first to the last.
const (
	firstBackOff = 5 * time.Millisecond
	lastBackOff  = time.Second
)

// acceptLoop accepts streams from ln and gives them to take, until stop is
// closed (nil is returned) or ln fails for good. It takes a place in slots
// before each accept, which whoever is done with the stream must free: with no
// place free the clients wait in the kernel's queue. Whenever none comes free for
// the time that jam tells, its function is called.
//
// A failure that passes, such as having no file descriptor left, is told to
// failed (may be nil) and waited out.
func acceptLoop(ln net.Listener, slots chan struct{}, stop <-chan struct{}, j jam, take func(net.Conn), failed func(error)) error {
	wait := firstBackOff
	for {
		if !j.place(slots, stop) {
			return nil
		}
		nc, err := ln.Accept()
		if err == nil {
			wait = firstBackOff
			take(nc)
			continue
		}
		<-slots
		select {
		case <-stop:
			return nil
		default:
		}
		if failed != nil {
			failed(err)
		}
		if !passes(err) {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-stop:
			timer.Stop()
			return nil
		}
		wait = min(2*wait, lastBackOff)
	}
}

// A jam is what to do if there is no place for another stream.
type jam struct {
	after time.Duration // 0: nothing
	clear func()
}

// place waits for a place and takes it. It reports false if stop is closed first.
func (j jam) place(slots chan struct{}, stop <-chan struct{}) bool {
	select {
	case slots <- struct{}{}:
		return true
	default:
	}
	var jammed <-chan time.Time
	if j.after > 0 {
		t := time.NewTicker(j.after)
		defer t.Stop()
		jammed = t.C
	}
	for {
		select {
		case slots <- struct{}{}:
			return true
		case <-stop:
			return false
		case <-jammed:
			j.clear()
		}
	}
}

// passes reports whether a failed accept is worth another try. The method is
// deprecated because its meaning is vague; accept is what it was made for.
func passes(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}
