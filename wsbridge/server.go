package wsbridge

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const defaultMaxHandshakes = 1024

// A Server accepts connections, and knows all of them, so that Shutdown can
// end them in an orderly way. The zero value is ready for use; the fields must
// not be changed once Serve has been called.
type Server struct {
	// Config is used for each connection.
	Config Config

	// MaxHandshakes is how many handshakes may be under way at once for a
	// listener; further clients wait in the kernel's queue, and those that say
	// nothing for half a second make room for them. Default 1024.
	MaxHandshakes int

	// MaxConnections is how many connections there may be; a client beyond that
	// gets 503, or over TLS nothing. Default 0: as many as come.
	MaxConnections int

	// MaxPerAddress is how many there may be from one address, of IPv6 from one
	// /64; a client beyond that gets 429. Many clients may have one address: those
	// of a company, or of a mobile network. Default 0: as many as come.
	MaxPerAddress int

	// AcceptRate is how many streams Serve accepts in a second, of each listener;
	// after a quieter time as many at once. Further clients wait in the kernel's
	// queue. Default 0: as many as come.
	AcceptRate int

	// DrainCode is the close code of Shutdown. Default 1001 (going away); 1012
	// (service restart) tells clients to come back.
	DrainCode int

	// Incident, if set, is told of handshakes that were refused and of connections
	// that a limit or a fault has ended, for a log: the first of a Kind at once,
	// then at most one in a second, with how many more there were. It is called
	// from many goroutines.
	Incident func(Incident)

	// Clock is where time-outs have the time from. Default: the machine's.
	Clock Clock

	// Stats are the Server's counters; see also Counts.
	Stats Stats

	incidents throttle
	wheel     wheel
	turning   turnstile

	// Sockets, if set, is the table that connections of Serve have their ids
	// from, so that no connection and no socket of a process have one in common.
	Sockets *Sockets

	starting atomic.Int32 // of Serve: streams accepted whose handshake is not done

	mu          sync.RWMutex
	closing     bool
	base        context.Context           // done when Shutdown has begun
	stop        func()                    // ends base
	accepting   context.Context           // done when Retire or Shutdown has begun
	retire      func()                    // ends accepting
	over        chan struct{}             // closed when nothing is left after Shutdown
	listeners   map[net.Listener]struct{} // being served
	handshaking map[net.Conn]*attempt
	plain       int              // how many of these are Config.Plain's
	conns       map[uint64]*Conn // by id
	seats       seatCount
}

// Serve accepts connections from ln until Retire or Shutdown, or until ln fails for
// good; a passing failure (no file descriptor left) is waited out. It closes
// ln and returns ErrServerClosed then, or ln's error.
//
// Each connection begins with a goroutine. It does the handshake, calls accept, and
// has the connection run with the Handler that accept returns. What accept sends
// goes out at once. If accept returns nil, the connection is closed: with the
// code that accept gave to Close, or with 1008.
func (s *Server) Serve(ln net.Listener, accept func(*Conn) Handler) error {
	defer ln.Close()
	stop, ok := s.enter(ln)
	if !ok {
		return ErrServerClosed
	}
	defer s.leave(ln)
	n := s.MaxHandshakes
	if n <= 0 {
		n = defaultMaxHandshakes
	}
	slots := make(chan struct{}, n)
	var tuner tuner
	err := acceptLoop(s.pace(ln, stop), slots, stop, jam{stalledCheck, s.dropStalled}, func(nc net.Conn) {
		if herr := s.try(nc); herr != nil {
			s.turnAway(nc, herr)
			<-slots
			return
		}
		tuner.tune(nc)
		s.starting.Add(1)
		go s.open(nc, slots, accept)
	}, s.acceptFailed)
	if err == nil {
		err = ErrServerClosed
	}
	return err
}

// open is a connection's goroutine.
func (s *Server) open(nc net.Conn, slots chan struct{}, accept func(*Conn) Handler) {
	free := sync.OnceFunc(func() {
		s.tried(nc)
		<-slots
		s.starting.Add(-1)
	})
	c, err := s.accept(nc, nil, &s.Config, free)
	free()
	if err != nil {
		return
	}
	h := accept(c)
	if h == nil {
		c.Close(ClosePolicy, "refused")
		h = discard{}
	}
	s.Go(c, h)
}

// Accept is the function Accept for a stream from elsewhere, with a Config of
// its own: Shutdown breaks the handshake off, and the connection is one of the
// server's from then on, so Run must follow. After Shutdown has begun, nc is
// closed and the error is ErrServerClosed.
func (s *Server) Accept(nc net.Conn, cfg *Config) (*Conn, error) {
	tune(nc)
	return s.accept(nc, nil, cfg, nil)
}

// AcceptHead is Accept for a stream whose HTTP request has been read already:
// head is its request line and headers, with the empty line.
func (s *Server) AcceptHead(nc net.Conn, head string, cfg *Config) (*Conn, error) {
	tune(nc)
	return s.accept(nc, &head, cfg, nil)
}

// accept is both. free, if not nil, lets another handshake begin: when this one is
// done the caller does so, before that if it turns out to be none.
func (s *Server) accept(nc net.Conn, head *string, cfg *Config, free func()) (*Conn, error) {
	s.Stats.accepted.Add(1)
	if !s.begin(nc, free) {
		nc.Close()
		s.refused(nc, ErrServerClosed)
		return nil, ErrServerClosed
	}
	defer s.handshakeDone(nc)
	return accept(nc, head, cfg, s)
}

// Stopping is closed when Shutdown begins.
func (s *Server) Stopping() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initLocked()
	return s.base.Done()
}

// admit makes a handshake a connection, before its client can know: who has got
// the 101 response gets a Close frame too. It reports false after Shutdown.
func (s *Server) admit(c *Conn, nc net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.handshaking, nc)
	if s.closing {
		s.checkOverLocked()
		return false
	}
	s.conns[c.id] = c
	c.server = s
	s.Stats.opened.Add(1)
	return true
}

// Run is c.Run for a connection that was accepted elsewhere: Shutdown ends it
// like those of Serve. After Shutdown has begun, the connection is closed with
// DrainCode right away.
func (s *Server) Run(c *Conn, h Handler) {
	c.gone = make(chan struct{})
	s.add(c, h)
	c.drive()
	<-c.gone
}

// Go is Run that does not wait, as c.Go.
func (s *Server) Go(c *Conn, h Handler) {
	s.add(c, h)
	go c.drive()
}

// Len returns how many connections there are.
func (s *Server) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Conn returns the live connection with an id, of Serve or of Run; nil if there is
// none.
func (s *Server) Conn(id uint64) *Conn {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.conns[id]
}

// lastID is of connections without a table of sockets.
var lastID atomic.Uint64

func (s *Server) nextID() uint64 {
	if s != nil && s.Sockets != nil {
		return s.Sockets.nextID()
	}
	return lastID.Add(1)
}

// initLocked makes the zero value usable.
func (s *Server) initLocked() {
	if s.stop == nil {
		s.base, s.stop = context.WithCancel(context.Background())
		s.accepting, s.retire = context.WithCancel(s.base)
		s.over = make(chan struct{})
		s.listeners = make(map[net.Listener]struct{})
		s.handshaking = make(map[net.Conn]*attempt)
		s.conns = make(map[uint64]*Conn)
		s.wheel.init(s.clock(), (*life).check)
	}
}

// enter notes that ln is being served, so that Shutdown closes it. It reports
// false after that.
func (s *Server) enter(ln net.Listener) (stop <-chan struct{}, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initLocked()
	if s.accepting.Err() != nil {
		return nil, false
	}
	s.listeners[ln] = struct{}{}
	return s.accepting.Done(), true
}

func (s *Server) leave(ln net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, ln)
}

// begin notes a handshake, so that Shutdown can break it off. It reports false
// after that.
func (s *Server) begin(nc net.Conn, free func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initLocked()
	if s.closing {
		return false
	}
	s.handshaking[nc] = &attempt{since: time.Now(), free: free}
	return true
}

func (s *Server) handshakeDone(nc net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.handshaking, nc)
	s.checkOverLocked()
}

func (s *Server) add(c *Conn, h Handler) {
	s.mu.Lock()
	s.initLocked()
	s.conns[c.id], c.handler = c, h
	if c.server == nil {
		c.order().Lock()
		c.server = s
		c.order().Unlock()
		if c.client {
			s.Stats.dialed.Add(1)
		}
	}
	closing := s.closing
	s.mu.Unlock()
	s.watch(c)
	if closing {
		c.Close(s.drainCode(), goodbye)
	}
}

func (s *Server) remove(c *Conn) {
	s.unwatch(c)
	s.unseat(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c.id)
	s.checkOverLocked()
}

// discard is the Handler of a connection that accept has refused.
type discard struct{}

func (discard) Message(*Conn, MessageType, []byte) {}
func (discard) Closed(*Conn, End)                  {}
