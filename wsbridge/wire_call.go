package wsbridge

import (
	"errors"
	"io"
	"sync"
)

// A rawCall is a system call on a wire's descriptor, and its result. They are pooled
// because a syscall.RawConn wants functions, which would be 64 bytes for each wire.
type rawCall struct {
	w *wire
	result
	wait        bool // for something to read
	read, write func(fd uintptr) bool
}

// A result is what a system call returned.
type result struct {
	n   int
	err error
}

var rawCalls = sync.Pool{New: func() any {
	c := &rawCall{}
	c.read, c.write = c.readOnce, c.writeOnce
	return c
}}

// writeSome writes some of the queue, if the kernel takes it at once. It is called
// with mu held.
func (w *wire) writeSome() (result, error) {
	c := rawCalls.Get().(*rawCall)
	c.w = w
	err := w.raw.Write(c.write)
	return c.put(), err
}

// readSome puts what comes into w.in. If nothing has come yet, it waits, or returns
// errNothing.
func (w *wire) readSome(wait bool) result {
	c := rawCalls.Get().(*rawCall)
	c.w, c.wait = w, wait
	err := w.raw.Read(c.read)
	got := c.put()
	if err != nil {
		return result{err: err}
	}
	return got
}

func (c *rawCall) put() result {
	got := c.result
	c.w, c.result = nil, result{}
	rawCalls.Put(c)
	return got
}

// writeOnce is one write, whatever comes of it.
func (c *rawCall) writeOnce(fd uintptr) bool {
	c.result = writeFD(fd, c.w.out.b[c.w.off:])
	return true
}

var errNothing = errors.New("nothing to read yet")

// readOnce returns false to be called again when there is something to read.
func (c *rawCall) readOnce(fd uintptr) bool {
	b := getBuffer(readAhead)
	got, ok := readFD(fd, b.b[:cap(b.b)])
	if got.n > 0 {
		b.b = b.b[:got.n]
		c.w.in, c.w.inAt = b, 0
	} else {
		putBuffer(b)
		switch {
		case !ok:
			got.err = errNothing
		case got.err == nil:
			got.err = io.EOF
		}
	}
	c.result = got
	return ok || !c.wait
}
