package wsbridge

// An Event is something that happened to a socket of a table.
type Event struct {
	Kind EventKind
	ID   int    // of the socket
	N    int    // EventOpen: the port of a listener; EventAccept: the client's id; EventWarning: KiB
	Text string // EventOpen, EventAccept: an address; EventError: what is wrong
}

// An EventKind says what happened. The values are skynet's.
type EventKind int

const (
	// EventData: there is input. If the stream was not started for all of it
	// (see Start), AwaitBytes or AwaitLine has asked for this.
	EventData EventKind = 1 + iota

	// EventOpen: it listens, is connected, or was started. Text is the local
	// address of a listener, the peer's of a stream that was connected;
	// otherwise "start" (the first Start) or "transfer" (a later one).
	EventOpen

	// EventClose: no more input will come, because the peer has sent its last
	// byte, or because the socket was closed. It comes once at most.
	EventClose

	// EventAccept: a listener has a new client; Text is its "host:port" (an IPv6
	// address has no brackets, as in skynet).
	EventAccept

	// EventError: the socket is of no use any more, and has to be closed. Of a
	// listener: a client could not be accepted.
	EventError

	// EventDatagram: NextDatagram has another one.
	EventDatagram

	// EventWarning: N KiB wait to be sent; 0: none any more.
	EventWarning

	// EventOverflow: there is more input than SetLimit allows.
	EventOverflow
)

// A Sink gets what happens to the sockets that it was given for. Events of one
// socket come one after the other. Sinks are compared with ==.
type Sink interface {
	// SocketEvent may block only if here is true: then the goroutine that
	// calls is the one that reads the socket, which waits meanwhile. No lock
	// is held; all methods of Sockets and Stream may be called. It reports
	// false if nobody is there any more to use the socket.
	SocketEvent(e Event, here bool) bool
}
