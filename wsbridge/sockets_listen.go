package wsbridge

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

const defaultBacklog = 128

// A listener accepts streams.
type listener struct {
	table *Sockets
	id    int
	ln    net.Listener
	slots chan struct{} // a place for each stream that nobody has started
	stop  chan struct{}
	tuner tuner // acceptLoop's own

	mu         sync.Mutex
	sink       Sink
	started    bool
	closed     bool
	retired    bool // it accepts no more
	accepts    int64
	acceptedAt time.Time
}

// Listen opens a TCP listener and returns its id. Clients are accepted once
// Start has been called; sink may be nil, and gets nothing before that. host ""
// means all addresses; port 0 a free one, which Addr tells. backlog is how many
// accepted streams may wait for Start or Take; 0 or less means 128. (The kernel
// has its own queue of streams not accepted yet.) If so many wait, and for a minute
// none is started, taken or closed, they are taken to be forgotten, and closed.
func (t *Sockets) Listen(host string, port, backlog int, sink Sink) (id int, err error) {
	listen := t.ListenFunc
	if listen == nil {
		listen = Listen
	}
	ln, err := listen(network("tcp", host), net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return 0, fmt.Errorf("wsbridge: %w", err)
	}
	if backlog <= 0 {
		backlog = defaultBacklog
	}
	l := &listener{
		table: t,
		ln:    ln,
		slots: make(chan struct{}, backlog),
		stop:  make(chan struct{}),
		sink:  sink,
	}
	t.add(func(id int) socket { l.id = id; return l })
	return l.id, nil
}

// network is that of an IPv4 host only: Go listens on all of IPv6 as well when
// told 0.0.0.0.
func network(name, host string) string {
	if a, err := netip.ParseAddr(host); err == nil && a.Is4() {
		return name + "4"
	}
	return name
}

func (l *listener) addr() net.Addr { return l.ln.Addr() }

func (l *listener) start(sink Sink, _ bool) error {
	l.mu.Lock()
	switch {
	case l.closed:
		l.mu.Unlock()
		return ErrNoSocket
	case l.started:
		l.mu.Unlock()
		return ErrStarted
	}
	l.started = true
	l.sink = sink
	l.table.loops.Add(1)
	l.mu.Unlock()
	l.tell(Event{Kind: EventOpen, Text: "start"})
	go func() {
		defer l.table.loops.Done()
		acceptLoop(l.ln, l.slots, l.stop, jam{l.table.jamAfter(), l.clear}, l.accepted, func(err error) {
			l.tell(Event{Kind: EventError, Text: ErrorText(err)})
		})
	}()
	return nil
}

// tell never runs what it tells on this goroutine: clients must not wait for it.
func (l *listener) tell(e Event) bool {
	l.mu.Lock()
	sink := l.sink
	l.mu.Unlock()
	e.ID = l.id
	return sink == nil || sink.SocketEvent(e, false)
}

// accepted puts a new stream into the table, unless its listener has been closed
// meanwhile.
func (l *listener) accepted(nc net.Conn) {
	l.tuner.tune(nc)
	s := l.table.newStream(streamWaiting)
	s.slot, s.accepted = l.slots, true
	s.w.init(nc)
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		nc.Close()
		return
	}
	s.sink = l.sink
	l.accepts++
	l.acceptedAt = time.Now()
	l.mu.Unlock()
	l.table.add(func(id int) socket { s.id = id; return s })
	if !l.tell(Event{Kind: EventAccept, N: s.id, Text: addrText(nc.RemoteAddr())}) {
		s.close(true)
	}
}

// clear drops all streams that nobody has started: none was since the last one
// was accepted, and there is no place for others.
func (l *listener) clear() {
	n := 0
	for _, id := range l.table.ids() {
		s := l.table.Stream(id)
		if s == nil {
			continue
		}
		s.mu.Lock()
		waits := s.state == streamWaiting && s.slot == l.slots
		s.mu.Unlock()
		if waits {
			s.close(true)
			n++
		}
	}
	l.tell(Event{Kind: EventError, Text: fmt.Sprintf("%d clients were dropped, which nobody has started for %s", n, l.table.jamAfter())})
}

func (t *Sockets) jamAfter() time.Duration {
	if t.jam > 0 {
		return t.jam
	}
	return time.Minute
}

func (l *listener) close(bool) {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return
	}
	l.closed = true
	l.mu.Unlock()
	l.table.remove(l.id)
	l.retire()
	l.tell(Event{Kind: EventClose})
}

// Listeners returns the addresses of all listeners, in the order of their ids.
func (t *Sockets) Listeners() []net.Addr {
	var addrs []net.Addr
	for _, id := range t.ids() {
		if l, ok := t.lookUp(id).(*listener); ok {
			addrs = append(addrs, l.addr())
		}
	}
	return addrs
}

// CloseListeners closes all listeners. Accepted streams stay.
func (t *Sockets) CloseListeners() {
	for _, id := range t.ids() {
		if l, ok := t.lookUp(id).(*listener); ok {
			l.close(true)
		}
	}
}
