package wsbridge

import (
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Sockets is a table of sockets under integer ids, as skynet has it: listeners,
// streams, UDP sockets. An id can travel in a message, and whoever gets it can
// use the socket. Ids count up from 1 and are never used again. The zero value
// is ready for use; all methods may be called from any goroutine.
type Sockets struct {
	// ReadAhead is how many bytes of a stream, or of UDP datagrams, are read and
	// kept until somebody takes them; no more are read then, so that TCP tells
	// the peer to wait. Default 128 KiB. (Who waits for more gets more.)
	ReadAhead int

	// SendQueue is how many bytes may wait for the peer of a stream before the
	// stream is broken, or for a UDP socket before datagrams are dropped.
	// Default 64 MiB.
	SendQueue int

	// ListenFunc opens the listeners of Listen. Default: Listen.
	ListenFunc func(network, address string) (net.Listener, error)

	jam time.Duration // see Listen; 0: a minute

	mu    sync.RWMutex
	last  atomic.Uint64
	socks map[int]socket
	loops sync.WaitGroup // of listeners
}

// A socket is a *listener, a *Stream or a *datagrams.
type socket interface {
	addr() net.Addr
	start(sink Sink, flow bool) error
	close(force bool)
	info() (Info, bool)
	is(sink Sink) bool // of sink
}

func (t *Sockets) readAhead() int {
	if t.ReadAhead > 0 {
		return t.ReadAhead
	}
	return defaultReadAhead
}

func (t *Sockets) sendQueue() int {
	if t.SendQueue > 0 {
		return t.SendQueue
	}
	return defaultSendBound
}

// Start has sink get what happens to a socket from now on, wherever it went
// before, and has a listener accept, a stream be read: it opens what was
// accepted, and ends a Pause. flow asks for an EventData for each input; without
// it, input is told when it is waited for (Stream.AwaitBytes and so on).
//
// The first event is an EventOpen. The error is ErrNoSocket, ErrStarted (a
// listener starts once), ErrEnded or ErrTaken.
func (t *Sockets) Start(id int, sink Sink, flow bool) error {
	sock := t.lookUp(id)
	if sock == nil {
		return ErrNoSocket
	}
	return sock.start(sink, flow)
}

// Addr returns the address of a listener or UDP socket, or the remote address of
// a stream; nil if there is no such socket.
func (t *Sockets) Addr(id int) net.Addr {
	if sock := t.lookUp(id); sock != nil {
		return sock.addr()
	}
	return nil
}

// Close closes a socket and reports whether there was one. A stream's queue goes
// out first; a websocket over it ends as if the network had failed. Streams that
// a listener has accepted stay.
func (t *Sockets) Close(id int) bool { return t.end(id, false) }

// Shutdown is Close at once: what the kernel does not take now is lost.
func (t *Sockets) Shutdown(id int) bool { return t.end(id, true) }

func (t *Sockets) end(id int, force bool) bool {
	sock := t.lookUp(id)
	if sock == nil {
		return false
	}
	sock.close(force)
	return true
}

// CloseOf closes a socket if sink is still the one that gets its events, and
// Take has not given it away.
func (t *Sockets) CloseOf(sink Sink, id int) {
	if sock := t.lookUp(id); sock != nil && sock.is(sink) {
		sock.close(false)
	}
}

// Discard closes an accepted stream that nobody has started or taken, and leaves
// anything else alone.
func (t *Sockets) Discard(id int) {
	s := t.Stream(id)
	if s == nil {
		return
	}
	s.mu.Lock()
	waits := s.state == streamWaiting
	s.mu.Unlock()
	if waits {
		s.close(true)
	}
}

// CloseAll closes everything at once, and returns when no listener accepts any
// more.
func (t *Sockets) CloseAll() {
	for _, id := range t.ids() {
		t.Shutdown(id)
	}
	t.loops.Wait()
	for _, id := range t.ids() { // what came in between
		t.Shutdown(id)
	}
}

func (t *Sockets) ids() []int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	ids := make([]int, 0, len(t.socks))
	for id := range t.socks {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (t *Sockets) lookUp(id int) socket {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.socks[id]
}

// lookUpUDP is lookUp for a UDP socket; the error is ErrNoSocket or ErrNotDatagram.
func (t *Sockets) lookUpUDP(id int) (*datagrams, error) {
	sock := t.lookUp(id)
	d, ok := sock.(*datagrams)
	switch {
	case sock == nil:
		return nil, ErrNoSocket
	case !ok:
		return nil, ErrNotDatagram
	}
	return d, nil
}

// add puts a socket into the table under the id that it is told.
func (t *Sockets) add(sock func(id int) socket) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.socks == nil {
		t.socks = make(map[int]socket)
	}
	id := int(t.nextID())
	t.socks[id] = sock(id)
}

// nextID is an id that no socket has or had.
func (t *Sockets) nextID() uint64 { return t.last.Add(1) }

func (t *Sockets) remove(id int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.socks, id)
}

// addrText is an address as skynet writes it: "host:port", IPv6 too.
func addrText(a net.Addr) string {
	switch a := a.(type) {
	case *net.TCPAddr:
		return a.IP.String() + ":" + strconv.Itoa(a.Port)
	case nil:
		return ""
	}
	return a.String()
}

// noAddr is the address of what has none.
type noAddr struct{}

func (noAddr) Network() string { return "" }
func (noAddr) String() string  { return "" }
