//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/luaws/luaws/test/bench/proc"
)

var jobs = map[string]func(*load, job) (outcome, error){
	"open":      (*load).open,
	"echo":      (*load).echo,
	"pace":      (*load).pace,
	"broadcast": (*load).broadcast,
	"churn":     (*load).churn,
	"ask":       (*load).ask,
}

// generate is what the process does.
func generate() error {
	runtime.LockOSThread()
	debug.SetGCPercent(-1) // little is allocated
	debug.SetMemoryLimit(2 << 30)
	loop, err := newLoop()
	if err != nil {
		return err
	}
	l := &load{loop: loop}
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var j job
		if err := in.Decode(&j); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		do := jobs[j.Do]
		if do == nil {
			return fmt.Errorf("no job %q", j.Do)
		}
		l.idle()
		o, err := do(l, j)
		if err != nil {
			o.Error = fmt.Sprintf("%s: %v", j.Do, err)
		}
		if err := out.Encode(o); err != nil {
			return err
		}
	}
}

// A load is what a generator has open.
type load struct {
	*loop
	all []*conn
}

// patience is how long the parts of a job may take which have no time of their own.
const patience = 30 * time.Second

// idle expects nothing.
func (l *load) idle() {
	l.opened = func(*conn) {}
	l.message = func(*conn, []byte) {}
	l.read = func(*conn, int) {}
	l.ended = func(*conn) {}
}

// A dialer makes the connections of a job, from one source address after the other.
type dialer struct {
	to      unix.SockaddrInet4
	sources []unix.SockaddrInet4
	request []byte
	n       int
}

func newDialer(j job) (*dialer, error) {
	addr, err := netip.ParseAddrPort(j.Addr)
	if err != nil {
		return nil, err
	}
	d := &dialer{to: unix.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}}
	for i := range max(j.Sources, 1) {
		d.sources = append(d.sources, unix.SockaddrInet4{Addr: [4]byte{127, 0, byte(j.Source), byte(1 + i)}})
	}
	d.request = []byte("GET / HTTP/1.1\r\nHost: " + j.Addr + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
	return d, nil
}

func (d *dialer) dial(l *loop) (*conn, error) {
	d.n++
	return l.dial(d.to, d.sources[d.n%len(d.sources)], d.request)
}

// open makes connections. Each sends a message, and has had the answer, when it is done.
func (l *load) open(j job) (o outcome, err error) {
	d, err := newDialer(j)
	if err != nil {
		return o, err
	}
	ready := 0
	next := func() {
		if d.n < j.Connections {
			c, err := d.dial(l.loop)
			if err != nil {
				l.err = err
				return
			}
			l.all = append(l.all, c)
		}
	}
	first := newFrame(opText, j.Text)
	l.opened = func(c *conn) {
		if !j.Welcome {
			c.write(first.bytes)
		}
	}
	l.read = func(*conn, int) { ready++; next() }
	return l.measured(j, func() (int, error) {
		for range min(j.Parallel, j.Connections) {
			next()
		}
		err := l.run(time.Now().Add(patience), until(func() bool { return ready >= j.Connections }))
		if err != nil {
			err = fmt.Errorf("%d of %d connections: %w", ready, j.Connections, err)
		}
		for _, c := range l.all {
			c.sent, c.got = 0, 0
		}
		return ready, err
	})
}

// measured is the outcome of what f does, from its begin to its end.
func (l *load) measured(j job, f func() (done int, err error)) (o outcome, err error) {
	m, err := l.begin(j)
	if err != nil {
		return o, err
	}
	done, err := f()
	if err != nil {
		return o, err
	}
	return m.end(done)
}

// A measurement has begun.
type measurement struct {
	pids     []int
	at       time.Time
	cpu, own time.Duration
}

func (l *load) begin(j job) (m measurement, err error) {
	m.pids = j.Pids
	if m.cpu, err = proc.CPU(j.Pids); err != nil {
		return m, err
	}
	m.own, err = proc.CPU([]int{os.Getpid()})
	m.at = time.Now()
	return m, err
}

func (m measurement) end(done int) (o outcome, err error) {
	o.Done, o.Took = done, time.Since(m.at)
	cpu, err := proc.CPU(m.pids)
	if err != nil {
		return o, err
	}
	own, err := proc.CPU([]int{os.Getpid()})
	o.CPU, o.Own = cpu-m.cpu, own-m.own
	return o, err
}

// steady runs what has begun for the time of a job. What comes before isn't measured:
// buffers and pools get warm in some time, and in the first messages of each connection.
// done is what has been done so far.
func (l *load) steady(j job, done func() int) (o outcome, err error) {
	warm := j.InFlight * len(l.all)
	pass := func(d time.Duration, over func() bool) error {
		end := time.Now().Add(d)
		return l.run(end.Add(patience), until(func() bool { return over() && !time.Now().Before(end) }))
	}
	if err := pass(j.Warm, func() bool { return done() >= warm }); err != nil {
		return o, fmt.Errorf("getting warm: %w", err)
	}
	m, err := l.begin(j)
	if err != nil {
		return o, err
	}
	before := done()
	if err := pass(j.For, func() bool { return done() > before }); err != nil {
		return o, err
	}
	return m.end(done() - before)
}

// text is what is sent: numbered, if it has no meaning.
func (j job) text() (text string, numbered bool) {
	if j.Text != "" {
		return j.Text, false
	}
	return strings.Repeat("abcdefgh01234567", j.Size/16+1)[:j.Size], j.Size >= digits
}

// sender returns what sends n messages at once.
func (l *load) sender(j job) func(c *conn, n int) {
	text, numbered := j.text()
	f := newFrame(opText, text)
	var out []byte
	return func(c *conn, n int) {
		out = out[:0]
		for range n {
			at := len(out)
			out = append(out, f.bytes...)
			if numbered {
				f.number(out[at:], c.sent)
			}
			c.sent++
		}
		if n > 0 {
			c.write(out)
		}
	}
}

// check returns what compares an answer with what was sent, and fails the connection.
func (l *load) check(j job) func(c *conn, payload []byte) {
	text, numbered := j.text()
	var want [digits]byte
	return func(c *conn, payload []byte) {
		if j.Answers {
			return
		}
		if len(payload) != len(text) {
			c.fail("a message of %d bytes came back with %d: %.60q", len(text), len(payload), payload)
		} else if numbered {
			if putNumber(want[:], c.got-1); string(payload[:digits]) != string(want[:]) {
				c.fail("%q came where %q was expected", payload[:digits], want)
			}
		}
	}
}

// echo has so many messages in flight on each connection.
func (l *load) echo(j job) (outcome, error) {
	send, done, over := l.sender(j), 0, false
	l.message = l.check(j)
	l.read = func(c *conn, n int) {
		if done += n; !over {
			send(c, n)
		}
	}
	for _, c := range l.all {
		send(c, j.InFlight)
	}
	o, err := l.steady(j, func() int { return done })
	over = true
	if err != nil {
		return o, err
	}
	return o, l.drain()
}

// drain waits for the answers that haven't come.
func (l *load) drain() error {
	i := 0
	return l.run(time.Now().Add(patience), until(func() bool {
		for i < len(l.all) && l.all[i].got == l.all[i].sent {
			i++
		}
		return i == len(l.all)
	}))
}

// pace sends messages at a rate, whether or not earlier ones have been answered. A
// message's time begins when it should be sent, so that what holds one up counts for
// those behind it.
func (l *load) pace(j job) (o outcome, err error) {
	talkers := l.all[:min(j.Talkers, len(l.all))]
	if len(talkers) == 0 {
		return o, errors.New("nobody talks")
	}
	send, check := l.sender(j), l.check(j)
	began, gap := time.Now(), 1e9/j.Rate
	warm := int(j.Warm.Seconds() * j.Rate)
	total := warm + int(j.For.Seconds()*j.Rate)
	took := make([]int64, 0, total)
	answered, issued := 0, 0
	l.message = func(c *conn, payload []byte) {
		check(c, payload)
		due := c.due[0]
		c.due = c.due[1:]
		if answered++; due >= int64(float64(warm)*gap) {
			took = append(took, int64(time.Since(began))-due)
		}
	}
	var m measurement
	err = l.run(began.Add(j.Warm+j.For+patience), func() (bool, time.Duration) {
		now := int64(time.Since(began))
		for issued < total && int64(float64(issued)*gap) <= now {
			if issued == warm {
				if m, l.err = l.begin(j); l.err != nil {
					return true, 0
				}
			}
			c := talkers[issued%len(talkers)]
			c.due = append(c.due, int64(float64(issued)*gap))
			send(c, 1)
			issued++
		}
		if issued < total {
			return false, time.Duration(int64(float64(issued)*gap) - now)
		}
		return answered == total, 100 * time.Millisecond
	})
	if err != nil {
		return o, fmt.Errorf("%d of %d answers at %.0f/s: %w", answered, total, j.Rate, err)
	}
	o, err = m.end(len(took))
	slices.Sort(took)
	quantile := func(q float64) time.Duration { return time.Duration(took[int(q*float64(len(took)-1))]) }
	o.P50, o.P99 = quantile(0.5), quantile(0.99)
	return o, err
}

// broadcast has so many of the clients say one thing each, and again when all have all
// of it. What is counted is deliveries.
func (l *load) broadcast(j job) (outcome, error) {
	send, done, over := l.sender(j), 0, false
	text, _ := j.text()
	l.message = func(c *conn, payload []byte) {
		if len(payload) != len(text) {
			c.fail("a message of %d bytes was broadcast with %d", len(text), len(payload))
		}
	}
	speakers := l.all[:min(j.InFlight, len(l.all))]
	speak := func() {
		for _, c := range speakers {
			send(c, 1)
		}
	}
	all := len(speakers) * len(l.all)
	l.read = func(c *conn, n int) {
		if done += n; done%all == 0 && !over {
			speak()
		}
	}
	speak()
	o, err := l.steady(j, func() int { return done })
	over = true
	if err != nil {
		return o, err
	}
	return o, l.run(time.Now().Add(patience), until(func() bool { return done%all == 0 }))
}

// churn has so many clients connect, say one thing, and close when that has come back.
func (l *load) churn(j job) (o outcome, err error) {
	d, err := newDialer(j)
	if err != nil {
		return o, err
	}
	send, done, live, over := l.sender(j), 0, 0, false
	bye := newFrame(opClose, "\x03\xe8")
	next := func() {
		if over {
			return
		}
		if _, err := d.dial(l.loop); err != nil {
			l.err = err
			return
		}
		live++
	}
	l.message = l.check(j)
	l.opened = func(c *conn) { send(c, 1) }
	l.read = func(c *conn, _ int) {
		c.state = closing
		c.write(bye.bytes)
	}
	l.ended = func(*conn) { done++; live--; next() }
	for range j.Parallel {
		next()
	}
	if o, err = l.steady(j, func() int { return done }); err != nil {
		return o, err
	}
	over = true
	return o, l.run(time.Now().Add(patience), until(func() bool { return live == 0 }))
}

// ask sends a message, and waits for the answer.
func (l *load) ask(j job) (outcome, error) {
	answer, send := "", l.sender(j)
	l.message = func(_ *conn, payload []byte) { answer = string(payload) }
	return l.measured(j, func() (int, error) {
		send(l.all[0], 1)
		err := l.run(time.Now().Add(patience), until(func() bool { return answer != "" }))
		if err == nil && answer != "done" {
			err = fmt.Errorf("%q was answered with %q", j.Text, answer)
		}
		return 1, err
	})
}
