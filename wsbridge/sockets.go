package wsbridge

import (
	"fmt"
	"net"
	"strconv"
	"sync"
)

const defaultBacklog = 128

// Sockets is a table of listeners and accepted streams under integer ids, as
// skynet has it: an id can travel in a message, and whoever gets it can use
// the socket. Ids count up from 1 and are never used again. The zero value is
// ready for use; all methods may be called from any goroutine.
type Sockets struct {
	mu    sync.Mutex
	last  int
	socks map[int]socket
	loops sync.WaitGroup
}

// A socket is a *listener or a *stream.
type socket interface {
	addr() net.Addr
	drop() // closes it; the table's lock is not held
}

type listener struct {
	ln      net.Listener
	started bool
	slots   chan struct{} // a place for each stream that nobody has taken
	stop    chan struct{}
}

func (l *listener) addr() net.Addr { return l.ln.Addr() }

func (l *listener) drop() {
	close(l.stop)
	l.ln.Close()
}

// A stream is an accepted socket; Take hands it out. Closing it takes its id
// out of the table.
type stream struct {
	*net.TCPConn
	table *Sockets
	id    int
	slot  chan struct{} // to be freed when it is taken or closed; nil after that
}

func (s *stream) addr() net.Addr { return s.RemoteAddr() }
func (s *stream) drop()          { s.TCPConn.Close() }

// Close closes the stream.
func (s *stream) Close() error {
	s.table.remove(s.id)
	return s.TCPConn.Close()
}

// Listen opens a TCP listener and returns its id. Clients are accepted once
// Start has been called. host "" means all addresses; port 0 a free one, which
// Addr tells. backlog is how many accepted streams may wait for Take; 0 or
// less means 128. (The kernel has its own queue of streams not accepted yet.)
func (s *Sockets) Listen(host string, port, backlog int) (id int, err error) {
	ln, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return 0, fmt.Errorf("wsbridge: %w", err)
	}
	if backlog <= 0 {
		backlog = defaultBacklog
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addLocked(&listener{
		ln:    ln,
		slots: make(chan struct{}, backlog),
		stop:  make(chan struct{}),
	}), nil
}

// Start begins to accept clients of a listener. accepted is called for each,
// one at a time, with the id under which Take finds the stream and its remote
// address as "host:port". It should return soon, and must not call CloseAll.
// The error is ErrNoSocket, ErrNotListener or ErrStarted.
func (s *Sockets) Start(id int, accepted func(id int, remote string)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sock, ok := s.socks[id]
	if !ok {
		return ErrNoSocket
	}
	l, ok := sock.(*listener)
	if !ok {
		return ErrNotListener
	}
	if l.started {
		return ErrStarted
	}
	l.started = true
	s.loops.Go(func() {
		acceptLoop(l.ln, l.slots, l.stop, func(nc net.Conn) {
			if id, ok := s.accepted(l, nc.(*net.TCPConn)); ok {
				accepted(id, nc.RemoteAddr().String())
			}
		})
	})
	return nil
}

// accepted puts a new stream into the table, unless its listener has been
// closed meanwhile.
func (s *Sockets) accepted(l *listener, nc *net.TCPConn) (id int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-l.stop:
		nc.Close()
		return 0, false
	default:
	}
	st := &stream{TCPConn: nc, table: s, slot: l.slots}
	st.id = s.addLocked(st)
	return st.id, true
}

// Take hands out a stream, for Accept or for bare reading and writing. What
// was read from it and not used comes first when it is read, and what is queued
// for it goes out first. It can be had once. The id stays valid until the
// stream is closed, by its Close or by that of Sockets. The error is
// ErrNoSocket, ErrNotStream or ErrTaken.
func (s *Sockets) Take(id int) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sock, ok := s.socks[id]
	if !ok {
		return nil, ErrNoSocket
	}
	st, ok := sock.(*stream)
	if !ok {
		return nil, ErrNotStream
	}
	if st.slot == nil {
		return nil, ErrTaken
	}
	st.freeSlot()
	return &taken{stream: st}, nil
}

// freeSlot lets the listener accept another stream. The table's lock is held.
func (s *stream) freeSlot() {
	if s.slot != nil {
		<-s.slot
		s.slot = nil
	}
}

// Addr returns the address of a listener, or the remote address of a stream;
// nil if there is no such socket.
func (s *Sockets) Addr(id int) net.Addr {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sock, ok := s.socks[id]; ok {
		return sock.addr()
	}
	return nil
}

// Close closes a listener or a stream and reports whether there was one. A
// websocket over the stream ends as if the network had failed; streams that a
// listener has accepted stay.
func (s *Sockets) Close(id int) bool {
	sock := s.remove(id)
	if sock == nil {
		return false
	}
	sock.drop()
	return true
}

// Discard closes an accepted stream that nobody has taken, and leaves anything
// else alone.
func (s *Sockets) Discard(id int) {
	s.mu.Lock()
	st, ok := s.socks[id].(*stream)
	waits := ok && st.slot != nil
	if waits {
		delete(s.socks, id)
		st.freeSlot()
	}
	s.mu.Unlock()
	if waits {
		st.drop()
	}
}

// CloseAll closes everything and returns when no accepted function is running
// or will be called any more.
func (s *Sockets) CloseAll() {
	s.mu.Lock()
	ids := make([]int, 0, len(s.socks))
	for id := range s.socks {
		ids = append(ids, id)
	}
	s.mu.Unlock()
	for _, id := range ids {
		s.Close(id)
	}
	s.loops.Wait()
}

func (s *Sockets) addLocked(sock socket) int {
	if s.socks == nil {
		s.socks = make(map[int]socket)
	}
	s.last++
	s.socks[s.last] = sock
	return s.last
}

// remove takes a socket out of the table. It returns nil if it was not there.
func (s *Sockets) remove(id int) socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	sock, ok := s.socks[id]
	if !ok {
		return nil
	}
	delete(s.socks, id)
	if st, ok := sock.(*stream); ok {
		st.freeSlot()
	}
	return sock
}
