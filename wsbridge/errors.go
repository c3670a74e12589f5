package wsbridge

import (
	"errors"
	"fmt"
	"net"
	"net/http"
)

// Errors of a connection. Send and Close return them bare; an End carries
// them wrapped, so test with errors.Is.
var (
	// ErrClosed: the connection is closing or has ended; nothing was queued.
	ErrClosed = errors.New("wsbridge: connection closed")

	// ErrNotOpen: the connection can't be used before Config.Decide has
	// returned; nothing was queued.
	ErrNotOpen = errors.New("wsbridge: connection not open yet")

	// ErrTooLong: a message is longer than MaxMessage, in either direction.
	ErrTooLong = errors.New("wsbridge: message too long")

	// ErrSendQueueFull: the peer does not read and SendQueue bytes wait for
	// it. The connection is being closed with 1008.
	ErrSendQueueFull = errors.New("wsbridge: send queue full")

	// ErrDropped: the message was not queued, as SendQueue bytes wait for the
	// peer; the connection goes on (Config.Slow).
	ErrDropped = errors.New("wsbridge: send queue full, message dropped")

	// ErrInvalidUTF8: a text message, or the reason in a Close frame, was not
	// UTF-8. Closed with 1007.
	ErrInvalidUTF8 = errors.New("wsbridge: text message is not valid UTF-8")

	// ErrProtocol: the peer broke a rule of RFC 6455. Closed with 1002.
	ErrProtocol = errors.New("wsbridge: protocol error")

	// ErrPongTimeout: nothing has come from the peer, not even the answer to a
	// ping (Config.PongTimeout).
	ErrPongTimeout = errors.New("wsbridge: no pong in time")

	// ErrWriteTimeout: the peer took nothing of what is queued for it
	// (Config.WriteTimeout).
	ErrWriteTimeout = errors.New("wsbridge: peer takes nothing")

	// ErrIdle: no message has come for Config.IdleTimeout. Closed with 1001.
	ErrIdle = errors.New("wsbridge: idle for too long")

	// ErrRate: the peer sent more than Config.MessageRate or ByteRate allow.
	// Closed with 1008.
	ErrRate = errors.New("wsbridge: too much in a second")

	// ErrLost: the connection ended without a Close frame.
	ErrLost = errors.New("wsbridge: connection lost")

	// ErrRoomName: the name of a room is empty or longer than MaxRoomName.
	ErrRoomName = errors.New("wsbridge: name of a room must have 1 to 255 bytes")

	// ErrTooManyRooms: the connection is in Rooms.PerConn rooms already.
	ErrTooManyRooms = errors.New("wsbridge: connection is in too many rooms")

	// ErrAborted is what Abort(nil) reports.
	ErrAborted = errors.New("wsbridge: connection aborted")
)

// Errors of a Server and of Sockets.
var (
	// ErrServerClosed is returned by Serve after Retire or Shutdown.
	ErrServerClosed = errors.New("wsbridge: server closed")

	// ErrNoSocket: no socket has this id (never had, or it is closed).
	ErrNoSocket = errors.New("wsbridge: no such socket")

	// ErrNotStream: the id is a listener's or so, a stream's is needed.
	ErrNotStream = errors.New("wsbridge: socket is not an accepted stream")

	// ErrStarted: the listener was started before.
	ErrStarted = errors.New("wsbridge: listener already started")

	// ErrTaken: the stream was taken before.
	ErrTaken = errors.New("wsbridge: stream already taken")

	// ErrEnded: no more input will come from the stream.
	ErrEnded = errors.New("wsbridge: socket closed")

	// ErrNotDatagram: the id is not that of a UDP socket.
	ErrNotDatagram = errors.New("wsbridge: not a UDP socket")

	// ErrNoPeer: a datagram without an address, and the UDP socket has no peer.
	ErrNoPeer = errors.New("wsbridge: address first")

	// ErrFamily: an address of the other version of IP than the UDP socket's.
	ErrFamily = errors.New("wsbridge: type mismatch")
)

// Errors of a handshake for which there was no room: a HandshakeError wraps them.
var (
	// ErrTooMany: Server.MaxConnections are open. Answered with 503.
	ErrTooMany = errors.New("wsbridge: too many connections")

	// ErrTooManyFromAddress: Server.MaxPerAddress are open from the client's
	// address. Answered with 429.
	ErrTooManyFromAddress = errors.New("wsbridge: too many connections from one address")

	// ErrStalled: the client left MaxHandshakes waiting. Not answered.
	ErrStalled = errors.New("wsbridge: stalled handshake dropped for others")
)

// A HandshakeError says why Accept refused a connection, or Dial got none.
type HandshakeError struct {
	// Status is the HTTP status of the response that was sent, or 0 when
	// none could be: the peer left, or TLS failed. For Dial, that of the
	// response that came, 0 if none did.
	Status int

	// Kind is what the refusal counts as; zero: what Status tells.
	Kind Kind

	// Reason is one line for a log.
	Reason string

	// Body is that of the response; "" makes Accept answer with Reason. For
	// Dial, the beginning of what the server has sent.
	Body string

	// Header is more for the response's head, from Config.Decide; see
	// CheckHeader.
	Header http.Header

	// Err is the cause below, if there is one.
	Err error

	remote net.Addr // the client, as far as it was known
	toHEAD bool     // the response to a HEAD request has no body
}

func (e *HandshakeError) Error() string {
	s := "wsbridge: handshake: " + e.Reason
	if e.Status != 0 {
		s += fmt.Sprintf(" (HTTP status %d)", e.Status)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// byScript marks what Opened, Check or Decide has refused, unless they have said why.
func (e *HandshakeError) byScript() {
	if e.Kind == unknownKind {
		e.Kind = RefusedScript
	}
}

func (e *HandshakeError) Unwrap() error { return e.Err }
