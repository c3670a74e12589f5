package e2e

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// allFaults has TestFaults use the numbers of clients and messages that its table
// says, as .ci/run does, and not a thirtieth of them:
//
//	go test -run TestFaults -v ./test/e2e -faults
var allFaults = flag.Bool("faults", false, "TestFaults with 10 000 clients and the like")

// A fault is what clients do to a server that they shouldn't. It ends when they
// have gone, or have been sent away.
type fault struct {
	name  string
	n     int // how many clients or messages: see allFaults
	act   func(f *faulty, n int)
	peak  int  // bytes that it may cost for a while, besides a common slack
	unmet bool // no connection comes of it
}

var faults = []fault{
	{name: "stop reading", n: 20, act: stopReading, peak: 20 * (sendQueue + longReply) * 3},
	{name: "stop writing", n: 200, act: stopWriting},
	{name: "half-close", n: 200, act: halfClose},
	{name: "reset", n: 1000, act: resetAll},
	{name: "byte by byte", n: 20, act: byteByByte},
	{name: "flood", n: 100_000, act: flood},
	{name: "flood of pings", n: 100_000, act: floodOfPings},
	{name: "tiny fragments", n: 200_000, act: tinyFragments},
	{name: "handshakes that vanish", n: 10_000, act: vanish, unmet: true},
	{name: "slow handshakes", n: 500, act: slowHandshakes, unmet: true},
	{name: "huge frames", n: 200, act: hugeFrames},
	{name: "compression bombs", n: 50, act: compressionBombs},
	{name: "opened and dropped", n: 10_000, act: openAndDrop},
}

// Bounds of the server under faults, in bytes.
const (
	sendQueue = 256 << 10
	longReply = 60_000
)

// faulty is a server under a fault.
type faulty struct {
	*site
	t *testing.T
}

// Whatever clients do: others are served, every on_open has its on_close, and
// memory, goroutines and files are as they were.
func TestFaults(t *testing.T) {
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			each(t, []mode{isolated, shared}, func(t *testing.T, m mode) {
				n := f.n
				if !*allFaults {
					n = max(n/30, 10)
				}
				f.run(t, m, n)
			})
		})
	}
}

func (f *fault) run(t *testing.T, m mode, n int) {
	s := prepare(t, nil)
	s.server.Config.SendQueue = sendQueue
	s.server.Config.HandshakeTimeout = time.Second
	s.server.Config.Compress = true
	s.server.Config.CloseTimeout = 100 * time.Millisecond
	s.start(m, class(`
function ws:on_open() skynet.error("opened") end
function ws:on_message(msg, type)
	if msg == "long" then msg = ("x"):rep(60000) end
	self.ws:send(msg, type == "binary")
end
function ws:on_error() end
function ws:on_close() skynet.error("closed") end`))
	w := s.witness()
	w.talk(50)
	if *allFaults {
		w.talk(450)
	}
	calm := w.p99()
	before := measure()
	peak := watchHeap()
	done := w.talkOn()

	f.act(&faulty{s, t}, n)

	until(t, func() bool { return s.server.Len() == 1 })
	done()
	t.Logf("p99 of another client: %v before, %v meanwhile", calm, w.p99())
	if p := peak(); p > before.heap+f.peak+peakSlack {
		t.Errorf("memory went from %d KiB to %d KiB, %d KiB more were allowed", before.heap>>10, p>>10, (f.peak+peakSlack)>>10)
	}
	opened, closed := s.log.count("opened"), s.log.count("closed")
	if closed != opened-1 || (opened == 1) != f.unmet {
		t.Errorf("%d were opened, %d closed, and one is left", opened, closed)
	}
	s.log.Reset()
	w.talk(1)
	var after footprint
	for patience := time.Now().Add(20 * time.Second); ; {
		after = measure()
		if after.goroutines <= before.goroutines+fibers && after.files <= before.files+pollers && after.heap <= before.heap+heapSlack {
			break
		}
		if time.Now().After(patience) {
			t.Fatalf("before: %v; after: %v", before, after)
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.close()
}

// What pools keep, and the test needs for itself.
const (
	fibers    = 64 // goroutines
	pollers   = 1  // files: that which parked connections are waited for with
	peakSlack = 48 << 20
	heapSlack = 4 << 20
)

// A footprint is what the process holds.
type footprint struct{ heap, goroutines, files int }

func (f footprint) String() string {
	return fmt.Sprintf("%d KiB of heap and stacks, %d goroutines, %d files", f.heap>>10, f.goroutines, f.files)
}

func measure() footprint {
	runtime.GC()
	runtime.GC() // what was in pools goes with the second
	files, _ := os.ReadDir("/proc/self/fd")
	return footprint{memory(), runtime.NumGoroutine(), len(files)}
}

func memory() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.StackInuse)
}

// watchHeap looks at the memory in use until it is asked for the most it has seen.
func watchHeap() (peak func() int) {
	stop, most := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			n = max(n, memory())
			select {
			case <-tick.C:
			case <-stop:
				most <- n
				return
			}
		}
	}()
	return func() int {
		close(stop)
		return <-most
	}
}

// A witness is another client, which must be served all the time.
type witness struct {
	*raw
	times []time.Duration
}

func (s *site) witness() *witness { return &witness{raw: s.raw()} }

func (w *witness) talk(n int) {
	for range n {
		began := time.Now()
		w.SetDeadline(began.Add(time.Minute))
		if _, err := io.WriteString(w, frame(text, "are you there?")); err != nil {
			w.t.Error(err)
			return
		}
		if _, p, err := w.next(); err != nil || p != "are you there?" {
			w.t.Errorf("the other client gets %q, %v", p, err)
			return
		}
		w.times = append(w.times, time.Since(began))
	}
}

// talkOn talks until done is called.
func (w *witness) talkOn() (done func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for !w.t.Failed() {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				w.talk(1)
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
	}
}

// p99 is that of what was said since the last call; 0: nothing was.
func (w *witness) p99() time.Duration {
	if len(w.times) == 0 {
		return 0
	}
	slices.Sort(w.times)
	t := w.times[len(w.times)*99/100]
	w.times = w.times[:0]
	return t
}

func (w *witness) close() {
	w.send(frame(closing, "\x03\xe8"))
	w.wantFrame(8, "\x03\xe8")
	w.wantEnd()
}

// tryRaw connects and does the handshake, for any goroutine; nil: it was refused.
func (f *faulty) tryRaw(headers ...string) *raw {
	r := f.tryTCP()
	if r == nil {
		return nil
	}
	io.WriteString(r, request+strings.Join(headers, "")+"\r\n")
	if !r.answered() {
		r.Close()
		return nil
	}
	return r
}

// answered reads the head of a response.
func (r *raw) answered() bool {
	for {
		line, err := r.br.ReadString('\n')
		if err != nil || line == "\r\n" {
			return err == nil
		}
	}
}

func (f *faulty) tryTCP() *raw {
	nc, err := net.Dial("tcp", f.addr)
	if err != nil {
		f.t.Error(err)
		return nil
	}
	nc.SetDeadline(time.Now().Add(20 * time.Second))
	r := &raw{TCPConn: nc.(*net.TCPConn), t: f.t}
	r.br = bufio.NewReader(nc)
	return r
}

// crowd has f done n times, up to 64 at once.
func (f *faulty) crowd(n int, do func(i int)) {
	var all sync.WaitGroup
	slots := make(chan struct{}, 64)
	for i := range n {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			do(i)
		})
	}
	all.Wait()
}

// stopReading: clients that ask for much and read nothing, until they are dropped.
func stopReading(f *faulty, n int) {
	f.crowd(n, func(int) {
		r := f.tryRaw()
		if r == nil {
			return
		}
		defer r.Close()
		r.SetReadBuffer(4096)
		for {
			if _, err := io.WriteString(r, frame(text, "long")); err != nil {
				return
			}
		}
	})
}

// stopWriting: half a frame, and silence.
func stopWriting(f *faulty, n int) {
	f.crowd(n, func(int) {
		if r := f.tryRaw(); r != nil {
			io.WriteString(r, frame(text, "are you there?")[:7])
			r.Close()
		}
	})
}

// halfClose: a client that ends its direction without a Close frame, and reads on.
func halfClose(f *faulty, n int) {
	f.crowd(n, func(int) {
		if r := f.tryRaw(); r != nil {
			io.WriteString(r, frame(text, "long"))
			r.CloseWrite()
			io.Copy(io.Discard, r)
			r.Close()
		}
	})
}

func resetAll(f *faulty, n int) {
	f.crowd(n, func(i int) {
		if r := f.tryRaw(); r != nil {
			for range i % 3 {
				io.WriteString(r, frame(text, "long"))
			}
			r.reset()
		}
	})
}

// byteByByte: a handshake and a message of a byte at a time.
func byteByByte(f *faulty, n int) {
	f.crowd(n, func(int) {
		r := f.tryTCP()
		if r == nil {
			return
		}
		defer r.Close()
		for _, c := range []byte(request + "\r\n" + frame(text, "are you there?")) {
			if _, err := r.Write([]byte{c}); err != nil {
				f.t.Error(err)
				return
			}
			runtime.Gosched()
		}
		r.answered()
		if _, p, err := r.next(); err != nil || p != "are you there?" {
			f.t.Errorf("%q, %v", p, err)
		}
	})
}

// flood: messages as fast as they go, whose echo is read.
func flood(f *faulty, n int) { f.pour(n, frame(text, "x")) }

func floodOfPings(f *faulty, n int) { f.pour(n, frame(fin|9, "x")) }

func (f *faulty) pour(n int, what string) {
	r := f.tryRaw()
	if r == nil {
		return
	}
	defer r.Close()
	go func() {
		many := strings.Repeat(what, 100)
		for range n / 100 {
			if _, err := io.WriteString(r, many); err != nil {
				f.t.Error(err)
				return
			}
		}
	}()
	for range n / 100 * 100 {
		if _, p, err := r.next(); err != nil || p != "x" {
			f.t.Errorf("%q, %v", p, err)
			return
		}
	}
}

// tinyFragments: a message of empty fragments that never ends.
func tinyFragments(f *faulty, n int) {
	r := f.tryRaw()
	if r == nil {
		return
	}
	io.WriteString(r, frame(1, "x"))
	many := strings.Repeat(frame(0, ""), 100)
	for range n / 100 {
		if _, err := io.WriteString(r, many); err != nil {
			break
		}
	}
	r.Close()
}

// vanish: handshakes that begin, and clients that go.
func vanish(f *faulty, n int) {
	f.crowd(n, func(i int) {
		if r := f.tryTCP(); r != nil {
			io.WriteString(r, request[:i%len(request)])
			if i%2 == 0 {
				r.SetLinger(0)
			}
			r.Close()
		}
	})
}

// slowHandshakes: requests that don't come to their end, until they are answered.
func slowHandshakes(f *faulty, n int) {
	var all sync.WaitGroup
	for range n {
		r := f.tryTCP()
		if r == nil {
			return
		}
		all.Go(func() {
			io.WriteString(r, request)
			io.Copy(io.Discard, r)
			r.Close()
		})
	}
	all.Wait()
}

// hugeFrames: headers that promise 1 GiB and more.
func hugeFrames(f *faulty, n int) {
	f.crowd(n, func(i int) {
		r := f.tryRaw()
		if r == nil {
			return
		}
		defer r.Close()
		size := []uint64{1 << 30, 1<<63 - 1, 1 << 63}[i%3]
		header := binary.BigEndian.AppendUint64([]byte{text, 0x80 | 127}, size)
		r.Write(append(header, 0, 0, 0, 0, 'x'))
		first, p, err := r.next()
		if err != nil || first != closing || len(p) < 2 {
			f.t.Errorf("a frame of %d bytes: %#x %q, %v", size, first, p, err)
			return
		}
		if code := binary.BigEndian.Uint16([]byte(p)); code != 1009 && code != 1002 {
			f.t.Errorf("a frame of %d bytes: closed with %d", size, code)
		}
	})
}

// compressionBombs: messages of 64 KiB, each of which is 64 MiB of zeros.
func compressionBombs(f *faulty, n int) {
	var bomb bytes.Buffer
	w, _ := flate.NewWriter(&bomb, flate.BestCompression)
	for range 1024 {
		w.Write(make([]byte, 64<<10))
	}
	w.Flush()
	bomb.Truncate(bomb.Len() - 4)                                                                                    // 00 00 ff ff (RFC 7692 section 7.2.1)
	header := append(binary.BigEndian.AppendUint64([]byte{text | 0x40, 0x80 | 127}, uint64(bomb.Len())), 0, 0, 0, 0) // a mask of zeros
	f.crowd(n, func(int) {
		r := f.tryRaw("Sec-WebSocket-Extensions: permessage-deflate\r\n")
		if r == nil {
			return
		}
		defer r.Close()
		r.Write(header)
		bomb := bytes.NewReader(bomb.Bytes())
		go io.Copy(r, bomb) // it need not be read to the end
		first, p, err := r.next()
		if err != nil || first != closing || !strings.HasPrefix(p, "\x03\xf1") {
			f.t.Errorf("%#x %q, %v", first, p, err)
		}
	})
}

func openAndDrop(f *faulty, n int) {
	f.crowd(n, func(i int) {
		r := f.tryRaw()
		if r == nil {
			return
		}
		if i%2 == 0 {
			r.reset()
		} else {
			r.Close()
		}
	})
}
