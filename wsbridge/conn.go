package wsbridge

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
)

// MessageType tells text from binary. The values are the opcodes of RFC 6455
// section 5.6.
type MessageType int

const (
	Text   MessageType = 1
	Binary MessageType = 2
)

// String returns "text" or "binary".
func (t MessageType) String() string {
	if t == Binary {
		return "binary"
	}
	return "text"
}

// A Handler gets what happens on a connection. All calls come one at a
// time, but not always from the same goroutine.
type Handler interface {
	// Message is called for each message. data is valid only during the
	// call. The next message is read after it returns.
	Message(c *Conn, t MessageType, data []byte)

	// Closed is called exactly once, after the last Message.
	Closed(c *Conn, end End)
}

// A ControlHandler is a Handler that is told of pings (which are answered
// already) and pongs, in their turn among the messages and like these: the next
// frame is read after the call has returned.
type ControlHandler interface {
	Handler
	Ping(c *Conn, data string)
	Pong(c *Conn, data string)
}

// An End says how a connection ended.
type End struct {
	// Code is the peer's close code, 1005 if its Close frame had none; or
	// the code that we closed with, if we did so first; or 1006 when there
	// was no Close frame at all.
	Code int

	// Reason is the text that came with Code.
	Reason string

	// Err is nil after a clean close by either side. Otherwise it wraps
	// one of the errors of this package, or is the one given to Abort.
	Err error
}

// Close codes (RFC 6455 section 7.4.1) that this package sends or reports by
// itself, but for one.
const (
	CloseNormal      = 1000
	CloseGoingAway   = 1001 // Shutdown, unless Server.DrainCode says otherwise
	CloseProtocol    = 1002 // ErrProtocol
	CloseNoStatus    = 1005 // in an End only
	CloseAbnormal    = 1006 // in an End only
	CloseInvalidData = 1007 // ErrInvalidUTF8
	ClosePolicy      = 1008 // ErrSendQueueFull
	CloseTooLong     = 1009 // ErrTooLong
	CloseInternal    = 1011 // for handlers that fail
)

// Bits of Conn.state.
const (
	stateClosing   uint32 = 1 << iota // a Close frame was queued, or it is over
	stateQuiet                        // Shutdown: no new messages
	stateBusy                         // the handler's Message is running
	stateUndecided                    // Config.Decide has not returned
	stateLeaving                      // Shutdown: the handler has been told
)

// A Conn is one websocket connection, of a server (Accept) or a client (Dial).
// Run or Go drives it. All methods but these and Waiting may be called from any
// goroutine.
type Conn struct {
	id     uint64
	server *Server // that runs it; nil: none
	set    *settings
	quota  *quota // what the peer may send; nil: anything
	wire   wire
	tls    *tlsLayer    // nil: the frames are what the wire has
	reader *frameReader // nil: nothing has come that it could read; reader's own

	framing     *framing // nil: a message is one frame, as it is
	head        string   // request line and headers; of a client, the headers are the response's
	subprotocol *string  // nil: none

	remote *net.TCPAddr // whom a proxy connects for; nil: the peer

	handler Handler // from Config.Decide, or nil; then that of Run, guarded by the Server's lock

	gone chan struct{} // closed at the end, for Run; nil: nobody waits

	client     bool // it was dialled: its frames are masked
	failed     bool // the reader gave up on the peer; reader's own
	seated     bool // it has one of the Server's seats; guarded by its mu
	maxMessage atomic.Int64
	calm       chan struct{}               // made by quiet; gets a token when stateBusy ends
	in         atomic.Pointer[memberships] // in rooms; nil until it has joined one

	// What follows is guarded by order().
	state atomic.Uint32 // guards itself; it is here for the room
	sent  bool          // a Close frame was queued: the last one (section 5.5.1)
	over  *closing      // nil: neither side has begun to close it
}

// A tlsLayer is TLS between the frames and the wire.
type tlsLayer struct {
	*tls.Conn
	order sync.Mutex
}

// order keeps frames whole and in order. It is the wire's own lock when there is no
// TLS in between.
//
// Locks are taken in this order: Server.mu or room.turn; order; wire.mu; and after
// order, memberships.mu, then Rooms.mu. Under none of them is a Handler called.
func (c *Conn) order() *sync.Mutex {
	if c.tls != nil {
		return &c.tls.order
	}
	return &c.wire.mu
}

// newConn makes a connection of s, if that isn't nil.
func newConn(nc net.Conn, cfg *Config, s *Server) *Conn {
	c := &Conn{set: settingsOf(cfg), quota: quotaOf(cfg)}
	c.maxMessage.Store(cfg.MaxMessage)
	if cfg.FragmentSize > 0 {
		c.framing = &framing{fragment: cfg.FragmentSize}
	}
	if set := lifeConfigOf(cfg); set != nil {
		c.wire.life = &life{cfg: set}
	}
	if st, ok := nc.(interface{ socketID() int }); ok {
		c.id = uint64(st.socketID())
	} else {
		c.id = s.nextID()
	}
	c.wire.init(nc)
	return c
}

// ID returns a number that no other connection of this process has or had. That
// of one over a stream of Sockets is the stream's; see Server.Sockets for others.
func (c *Conn) ID() uint64 { return c.id }

// RemoteAddr returns the client's address: that of the peer, or, if that is one
// of Config.TrustedProxies, the one that it connects for, with port 0 if it says
// none. It is known once the request has been read.
func (c *Conn) RemoteAddr() net.Addr {
	if c.remote != nil {
		return c.remote
	}
	return c.PeerAddr()
}

// PeerAddr returns the address at the other end of the stream, a proxy's too. Of a
// unix socket's clients, which have none, it is called "unix".
func (c *Conn) PeerAddr() net.Addr {
	a := c.wire.RemoteAddr()
	if u, ok := a.(*net.UnixAddr); ok && (u == nil || u.Name == "" || u.Name == "@") {
		return unixPeer
	}
	return a
}

var unixPeer = &net.UnixAddr{Net: "unix", Name: "unix"}

// LocalAddr returns the address on which the peer was accepted.
func (c *Conn) LocalAddr() net.Addr { return c.wire.LocalAddr() }

// Header returns the headers of the HTTP request; for a client, those of the
// response.
func (c *Conn) Header() Header {
	_, lines, _ := strings.Cut(c.head, "\n")
	return Header{lines}
}

// URL returns the request target as the client sent it, query included.
func (c *Conn) URL() string {
	_, target, _ := strings.Cut(c.head, " ")
	target, _, _ = strings.Cut(target, " ")
	return target
}

// Path returns the path of the request, unescaped.
func (c *Conn) Path() string {
	path, _, _ := splitTarget(c.URL())
	return path
}

// RawQuery returns what followed the question mark, as sent.
func (c *Conn) RawQuery() string {
	_, q, _ := strings.Cut(c.URL(), "?")
	return q
}

// Subprotocol returns what was agreed on, or "": also before the handshake is done.
func (c *Conn) Subprotocol() string {
	if c.subprotocol == nil {
		return ""
	}
	return *c.subprotocol
}

// TLS returns the state of the connection's TLS; ok is false if there is none.
func (c *Conn) TLS() (state tls.ConnectionState, ok bool) {
	if c.tls != nil {
		return c.tls.ConnectionState(), true
	}
	if t, ok := c.wire.Conn.(*tls.Conn); ok { // the listener's
		return t.ConnectionState(), true
	}
	return state, false
}

// SetMaxMessage changes Config.MaxMessage for this connection, in bytes, from
// the next message on. n <= 0 sets the default.
func (c *Conn) SetMaxMessage(n int64) {
	if n <= 0 {
		n = defaultMaxMessage
	}
	c.maxMessage.Store(n)
}

// beginClosing is called when nothing more will be sent.
func (c *Conn) beginClosing() {
	c.state.Or(stateClosing)
	c.leaveRooms()
}

// Closing reports whether the connection is closing or has ended: Send would
// return ErrClosed.
func (c *Conn) Closing() bool { return c.state.Load()&stateClosing != 0 }

// Err returns why the connection has failed, before Closed tells of it; nil if
// it hasn't. What is sent then is lost.
func (c *Conn) Err() error {
	c.order().Lock()
	defer c.order().Unlock()
	if x := c.over; x != nil {
		if err := cmp.Or(x.aborted, x.end.Err); err != nil {
			return err
		}
	}
	c.lockWire()
	defer c.unlockWire()
	if err := c.wire.err; err != nil && !c.sent {
		return fmt.Errorf("%w: %w", ErrLost, err)
	}
	return nil
}

// ClosedByUs reports whether this side closed first, by Close or Shutdown.
func (c *Conn) ClosedByUs() bool {
	c.order().Lock()
	defer c.order().Unlock()
	x := c.over
	return c.sent && x != nil && !x.byPeer && x.aborted == nil && x.end.Code != 0 && x.end.Err == nil
}

// Buffered returns how many bytes wait in the send queue, frame headers (and
// TLS records) included.
func (c *Conn) Buffered() int { return c.wire.buffered() }
