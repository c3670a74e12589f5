package wsbridge

import (
	"errors"
	"net/http"
)

// A Kind is a way for a handshake to be refused, for a connection to end, or for
// what was sent to be lost.
// Each is counted (see Stats). A new limit is a constant here and a row in kinds.
type Kind uint8

const (
	unknownKind Kind = iota

	RefusedRequest     // no proper websocket request
	RefusedPath        // a path that is not served
	RefusedTimeout     // no complete request in time
	RefusedTLS         // the TLS handshake failed
	RefusedProxyHeader // no PROXY protocol header, or a bad one
	RefusedOrigin      // a page of another host
	RefusedScript      // by Config.Decide, Check or Opened: the script
	RefusedLate        // Config.Decide has not decided in time
	RefusedFailed      // Config.Decide has failed
	RefusedLeft        // the client left before its request was complete
	RefusedStopping    // broken off by Shutdown
	RefusedFull        // MaxConnections
	RefusedAddress     // MaxPerAddress
	RefusedStalled     // the client left MaxHandshakes waiting
	ServedPlain        // by Config.Plain: no websocket was asked for

	AcceptFailed // no file descriptor is left, mostly: the client waits

	ClosedByPeer // with a Close frame
	ClosedByUs
	ClosedStopping // by Shutdown
	ClosedLost
	ClosedProtocol
	ClosedInvalidUTF8
	ClosedTooLong
	ClosedSendQueue
	ClosedPongTimeout
	ClosedWriteTimeout
	ClosedIdle
	ClosedRate

	DroppedMessage // for a slow peer, whose connection goes on: Config.Slow

	kindCount
)

// kinds has, for each Kind, what its counter is called; err, that an End's Err
// wraps; status, of a HandshakeError that doesn't say its Kind; quiet: it is
// only counted, and not told to Server.Incident.
var kinds = [kindCount]struct {
	name   string
	err    error
	status int
	quiet  bool
}{
	RefusedRequest:     {name: "refused_request"},
	RefusedPath:        {name: "refused_path", status: http.StatusNotFound},
	RefusedTimeout:     {name: "refused_timeout", status: http.StatusRequestTimeout},
	RefusedTLS:         {name: "refused_tls"},
	RefusedProxyHeader: {name: "refused_proxy_header"},
	RefusedOrigin:      {name: "refused_origin"},
	RefusedScript:      {name: "refused_script", quiet: true},
	RefusedLate:        {name: "refused_late"},
	RefusedFailed:      {name: "refused_failed"},
	RefusedLeft:        {name: "refused_left", quiet: true},
	RefusedStopping:    {name: "refused_stopping", quiet: true},

	RefusedFull:    {name: "refused_full"},
	RefusedAddress: {name: "refused_address"},
	RefusedStalled: {name: "refused_stalled"},

	ServedPlain: {name: "served_plain", quiet: true},

	AcceptFailed: {name: "accept_failed"},

	ClosedByPeer:      {name: "closed_by_peer", quiet: true},
	ClosedByUs:        {name: "closed_by_us", quiet: true},
	ClosedStopping:    {name: "closed_stopping", err: ErrServerClosed, quiet: true},
	ClosedLost:        {name: "closed_lost", err: ErrLost, quiet: true},
	ClosedProtocol:    {name: "closed_protocol", err: ErrProtocol},
	ClosedInvalidUTF8: {name: "closed_invalid_utf8", err: ErrInvalidUTF8},
	ClosedTooLong:     {name: "closed_too_long", err: ErrTooLong},
	ClosedSendQueue:   {name: "closed_send_queue", err: ErrSendQueueFull},

	ClosedPongTimeout:  {name: "closed_pong_timeout", err: ErrPongTimeout},
	ClosedWriteTimeout: {name: "closed_write_timeout", err: ErrWriteTimeout},
	ClosedIdle:         {name: "closed_idle", err: ErrIdle},
	ClosedRate:         {name: "closed_rate", err: ErrRate},

	DroppedMessage: {name: "dropped_messages"},
}

// String is what the counter is called.
func (k Kind) String() string { return kinds[k].name }

// refusalKind is the Kind of what Accept has returned.
func refusalKind(err error) Kind {
	var herr *HandshakeError
	if errors.Is(err, ErrServerClosed) || !errors.As(err, &herr) {
		return RefusedStopping
	}
	if herr.Kind != unknownKind {
		return herr.Kind
	}
	for k, x := range kinds {
		if x.status != 0 && x.status == herr.Status {
			return Kind(k)
		}
	}
	if herr.Status == 0 {
		return RefusedLeft
	}
	return RefusedRequest
}

// endKind is the Kind of an End. byPeer: its Close frame was the first.
func endKind(end End, byPeer bool) Kind {
	switch {
	case end.Err != nil:
	case byPeer:
		return ClosedByPeer
	default:
		return ClosedByUs
	}
	for k, x := range kinds {
		if x.err != nil && errors.Is(end.Err, x.err) {
			return Kind(k)
		}
	}
	return ClosedByUs // Abort with an error of the caller's
}
