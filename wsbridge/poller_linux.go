package wsbridge

import (
	"math"
	"os"
	"sync"
	"syscall"
	"time"
)

const canPoll = true

// thePoller is one for all: a connection costs it 16 bytes.
var thePoller poller

// A poller tells parked connections that something has come, or that the stream has
// ended. It is an epoll instance and one goroutine, which waits for it as for any other
// descriptor, so that no thread is held.
type poller struct {
	mu    sync.Mutex
	file  *os.File // of the epoll instance; nil: there is none
	epfd  int
	seats []pollSeat
	free  []int32
	taken int
	runs  bool // there is a goroutine, and file: as long as a seat is taken
}

// A pollSeat is where a connection is found by an event. The number in turn tells
// events of who had it before.
type pollSeat struct {
	c    *Conn
	turn int32
}

// arm has c.come called once, from another goroutine, when c's stream can be read; at
// once, if it can. It reports false if the kernel refuses.
func (p *poller) arm(c *Conn) bool {
	p.mu.Lock()
	op := syscall.EPOLL_CTL_MOD
	if c.wire.seat == 0 {
		if op = syscall.EPOLL_CTL_ADD; !p.enter(c) {
			p.mu.Unlock()
			return false
		}
	}
	seat := c.wire.seat
	turn := p.seats[seat].turn
	p.mu.Unlock()
	call := pollCalls.Get().(*pollCall)
	call.epfd, call.op = p.epfd, op
	call.event = syscall.EpollEvent{
		Events: syscall.EPOLLIN | syscall.EPOLLRDHUP | syscall.EPOLLONESHOT,
		Fd:     seat, Pad: turn,
	}
	err := c.wire.raw.Control(call.control)
	if err == nil {
		err = call.err
	}
	pollCalls.Put(call)
	if err != nil && op == syscall.EPOLL_CTL_ADD {
		p.leave(c)
	}
	return err == nil
}

// A pollCall is pooled because a syscall.RawConn wants a function.
type pollCall struct {
	epfd, op int
	event    syscall.EpollEvent
	err      error
	control  func(fd uintptr)
}

var pollCalls = sync.Pool{New: func() any {
	c := &pollCall{}
	c.control = func(fd uintptr) { c.err = syscall.EpollCtl(c.epfd, c.op, int(fd), &c.event) }
	return c
}}

// enter gives c a seat. Called with mu held.
func (p *poller) enter(c *Conn) bool {
	if p.file == nil && !p.open() {
		return false
	}
	var seat int32
	if n := len(p.free); n > 0 {
		seat, p.free = p.free[n-1], p.free[:n-1]
	} else if len(p.seats) < math.MaxInt32 {
		seat = int32(len(p.seats))
		p.seats = append(p.seats, pollSeat{})
	} else {
		return false
	}
	p.seats[seat].c = c
	c.wire.seat = seat
	p.taken++
	if !p.runs {
		p.runs = true
		go p.run()
	}
	return true
}

// open makes the epoll instance. Called with mu held.
func (p *poller) open() bool {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return false
	}
	syscall.SetNonblock(fd, true) // for Go to wait for it
	p.epfd, p.file = fd, os.NewFile(uintptr(fd), "epoll")
	if p.seats == nil {
		p.seats = make([]pollSeat, 1, 64) // 0 is none
	}
	return true
}

// leave takes c's seat back, if it has one. An event that is on its way is for nobody.
func (p *poller) leave(c *Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	seat := c.wire.seat
	if seat == 0 {
		return
	}
	c.wire.seat = 0
	p.seats[seat] = pollSeat{turn: p.seats[seat].turn + 1}
	p.free = append(p.free, seat)
	if p.taken--; p.taken == 0 {
		p.file.SetReadDeadline(past)
	}
}

// run is the goroutine.
func (p *poller) run() {
	raw, err := p.file.SyscallConn()
	if err != nil {
		panic("wsbridge: epoll: " + err.Error())
	}
	var events [128]syscall.EpollEvent
	var ready [len(events)]*Conn
	n := 0
	wait := func(fd uintptr) bool {
		n, err = syscall.EpollWait(int(fd), events[:], 0)
		return n > 0
	}
	for {
		if raw.Read(wait) != nil && p.ends() {
			return
		}
		for i, c := range p.find(events[:max(n, 0)], ready[:0]) {
			c.come()
			ready[i] = nil
		}
		n = 0
	}
}

// ends reports whether no seat is taken. If so, the goroutine must end.
func (p *poller) ends() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.runs = p.taken > 0; p.runs {
		p.file.SetReadDeadline(time.Time{})
	} else {
		p.file.Close()
		p.file = nil
	}
	return !p.runs
}

// find appends the connections that events are about.
func (p *poller) find(events []syscall.EpollEvent, to []*Conn) []*Conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range events {
		if s := p.seats[e.Fd]; s.turn == e.Pad && s.c != nil {
			to = append(to, s.c)
		}
	}
	return to
}
