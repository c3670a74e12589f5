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
// place free the clients wait in the kernel's queue.
//
// A failure that passes, such as having no file descriptor left, is told to
// failed (may be nil) and waited out.
func acceptLoop(ln net.Listener, slots chan struct{}, stop <-chan struct{}, take func(net.Conn), failed func(error)) error {
	wait := firstBackOff
	for {
		select {
		case slots <- struct{}{}:
		case <-stop:
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

// passes reports whether a failed accept is worth another try. The method is
// deprecated because its meaning is vague; accept is what it was made for.
func passes(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}
