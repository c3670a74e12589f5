//go:build linux

package main

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A fault is what clients do to a server that they shouldn't.
type fault struct {
	name string
	act  func(a *attack)
}

var faults = []fault{
	{"nothing", func(a *attack) { time.Sleep(under) }},
	{"stop reading", func(a *attack) { a.crowd(20, stopReading) }},
	{"stop writing", func(a *attack) { a.storm(200, stopWriting) }},
	{"half-close", func(a *attack) { a.storm(200, halfClose) }},
	{"reset", func(a *attack) { a.storm(400, reset) }},
	{"a byte a second", func(a *attack) { a.crowd(1000, byteASecond) }},
	{"flood", func(a *attack) { a.flood("", frame(text, "x"), 20_000) }},
	{"flood of pings", func(a *attack) { a.flood("", frame(ping, "x"), 20_000) }},
	{"flood of fragments", func(a *attack) { a.flood(frame(1, "x"), frame(0, ""), 100_000) }},
	{"handshakes that vanish", func(a *attack) { a.storm(2000, vanish) }},
	{"slow handshakes", func(a *attack) { a.crowd(2000, slowHandshake) }},
	{"requests refused", func(a *attack) { a.storm(800, refused) }},
	{"1 GiB frames", func(a *attack) { a.storm(400, hugeFrame) }},
	{"compression bombs", func(a *attack) { a.storm(50, bomb) }},
	{"opened and dropped", func(a *attack) { a.storm(1000, openAndDrop) }},
}

// An attack is a fault going on.
type attack struct {
	addr         string
	end          time.Time
	done, failed atomic.Int64
	err          atomic.Value
}

func (a *attack) try(act func(a *attack) error) {
	if err := act(a); err != nil {
		a.fail(err)
		return
	}
	a.done.Add(1)
}

func (a *attack) fail(err error) {
	a.failed.Add(1)
	a.err.Store(err.Error())
}

// storm has so many clients a second act, a few each time.
func (a *attack) storm(perSecond int, act func(a *attack) error) {
	var all sync.WaitGroup
	a.paced(perSecond, func() { all.Go(func() { a.try(act) }) })
	all.Wait()
}

// paced calls f so often a second, until the end.
func (a *attack) paced(perSecond int, f func()) {
	perSecond = max(1, int(float64(perSecond)**scale))
	began := time.Now()
	for n := 0; time.Now().Before(a.end); time.Sleep(time.Millisecond) {
		for due := int(time.Since(began).Seconds() * float64(perSecond)); n < due; n++ {
			f()
		}
	}
}

// crowd has so many clients act at the same time, which come within half of the time.
func (a *attack) crowd(n int, act func(a *attack) error) {
	n = max(1, int(float64(n)**scale))
	var all sync.WaitGroup
	for range n {
		all.Go(func() { a.try(act) })
		time.Sleep(under / 2 / time.Duration(n))
	}
	all.Wait()
}

func (a *attack) over() bool { return !time.Now().Before(a.end) }

// stopReading asks for much, at a pace, and reads nothing, until the server has had
// enough of it, or the end.
func stopReading(a *attack) error {
	c, err := dialWS(a.addr, "")
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetReadBuffer(4096)
	for !a.over() {
		c.SetDeadline(a.end)
		if _, err := io.WriteString(c, frame(text, "long")); err != nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}

// stopWriting is half a frame, and silence.
func stopWriting(a *attack) error {
	c, err := dialWS(a.addr, "")
	if err != nil {
		return err
	}
	defer c.Close()
	io.WriteString(c, frame(text, "are you there?")[:7])
	time.Sleep(time.Second)
	return nil
}

func halfClose(a *attack) error {
	c, err := dialWS(a.addr, "")
	if err != nil {
		return err
	}
	defer c.Close()
	io.WriteString(c, frame(text, "long"))
	c.CloseWrite()
	_, err = io.Copy(io.Discard, c)
	return err
}

func reset(a *attack) error {
	c, err := dialWS(a.addr, "")
	if err != nil {
		return err
	}
	io.WriteString(c, frame(text, "long"))
	c.SetLinger(0)
	return c.Close()
}

func byteASecond(a *attack) error {
	c, err := dialWS(a.addr, "")
	if err != nil {
		return err
	}
	defer c.Close()
	for _, b := range []byte(frame(text, strings.Repeat("x", 100))) {
		if a.over() {
			return nil
		}
		if _, err := c.Write([]byte{b}); err != nil {
			return err
		}
		time.Sleep(time.Second)
	}
	return nil
}

// flood is one frame, if any, and then so many others a second, whose answers are read.
func (a *attack) flood(first, then string, perSecond int) {
	c, err := dialWS(a.addr, "")
	if err != nil {
		a.fail(err)
		return
	}
	defer c.Close()
	go io.Copy(io.Discard, c)
	io.WriteString(c, first)
	many := strings.Repeat(then, 100)
	a.paced(perSecond/100, func() {
		if _, err := io.WriteString(c, many); err != nil {
			a.fail(err)
			return
		}
		a.done.Add(100)
	})
}

// vanish is a part of a request, and a client that goes.
func vanish(a *attack) error {
	c, err := dial(a.addr)
	if err != nil {
		return err
	}
	n := int(a.done.Load())
	io.WriteString(c, request[:n%len(request)])
	if n%2 == 0 {
		c.SetLinger(0)
	}
	return c.Close()
}

// slowHandshake is a request that doesn't come to its end, until it is answered.
func slowHandshake(a *attack) error {
	c, err := dial(a.addr)
	if err != nil {
		return err
	}
	defer c.Close()
	io.WriteString(c, request)
	io.Copy(io.Discard, c)
	return nil
}

// refused is a request of a page that isn't let in.
func refused(a *attack) error {
	c, err := dial(a.addr)
	if err != nil {
		return err
	}
	defer c.Close()
	io.WriteString(c, request+"Origin: http://elsewhere.example\r\n\r\n")
	_, err = io.Copy(io.Discard, c)
	return err
}

func hugeFrame(a *attack) error {
	c, err := dialWS(a.addr, "")
	if err != nil {
		return err
	}
	defer c.Close()
	c.Write(append(binary.BigEndian.AppendUint64([]byte{text, 0x80 | 127}, 1<<30), 0, 0, 0, 0, 'x'))
	_, err = io.Copy(io.Discard, c)
	return err
}

// theBomb is a message of 64 KiB that becomes 64 MiB of zeros.
var theBomb = sync.OnceValue(func() []byte {
	var bomb bytes.Buffer
	w, _ := flate.NewWriter(&bomb, flate.BestCompression)
	for range 1024 {
		w.Write(make([]byte, 64<<10))
	}
	w.Flush()
	bomb.Truncate(bomb.Len() - 4)
	header := binary.BigEndian.AppendUint64([]byte{text | 0x40, 0x80 | 127}, uint64(bomb.Len()))
	return append(append(header, 0, 0, 0, 0), bomb.Bytes()...)
})

func bomb(a *attack) error {
	c, err := dialWS(a.addr, "Sec-WebSocket-Extensions: permessage-deflate\r\n")
	if err != nil {
		return err
	}
	defer c.Close()
	go c.Write(theBomb())
	_, err = io.Copy(io.Discard, c)
	return err
}

func openAndDrop(a *attack) error {
	c, err := dialWS(a.addr, "")
	if err != nil {
		return err
	}
	if a.done.Load()%2 == 0 {
		c.SetLinger(0)
	}
	return c.Close()
}
