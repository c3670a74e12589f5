package wsbridge

import (
	"crypto/tls"
	"net/http"
	"time"
)

// Config holds the settings of a connection. The zero value, and a nil
// pointer, mean the defaults; a field that is zero or negative means its
// default. Accept copies what it needs: a Config may be shared and changed
// between calls.
type Config struct {
	// Paths are the request paths that are served, each as it is, unescaped;
	// any other is answered with 404. Default: every path is served.
	Paths []string

	// HandshakeTimeout bounds the time from Accept's call to the end of
	// the HTTP request's head, TLS included; and, anew, the time that Decide
	// takes. Default 3 s.
	HandshakeTimeout time.Duration

	// MaxHeader is the longest head of an HTTP request, in bytes, request
	// line and empty line included. A longer one is answered with 431.
	// Default 16 KiB.
	MaxHeader int

	// MaxMessage is the longest message in bytes, all fragments together,
	// in both directions. A longer one from the peer closes the connection
	// with 1009; Send refuses one with ErrTooLong. Default 65535.
	MaxMessage int64

	// MaxSend, if set, is what Send refuses instead.
	MaxSend int64

	// SendQueue is how many bytes may wait for a peer that does not read.
	// A Send that finds so many waiting closes the connection with 1008
	// and returns ErrSendQueueFull, unless Slow says otherwise. Default 4 MiB.
	SendQueue int

	// Slow is what becomes of messages when SendQueue bytes wait. Default:
	// CloseSlow.
	Slow SlowPolicy

	// CloseTimeout is how long the closing handshake may take: the wait
	// for the peer's Close frame after ours, and for the peer to close its
	// end of the stream. It starts anew as long as the peer takes what is
	// queued for it. Default 2 s.
	CloseTimeout time.Duration

	// PingInterval is for how long nothing may come from the peer before it is
	// sent a ping. The pong is not told to a ControlHandler. Default 0: no pings.
	//
	// This and the next three hold while a Server runs the connection. They are
	// exact to a tenth of a second, and don't run while the handler keeps the
	// connection from being read.
	PingInterval time.Duration

	// PongTimeout is how long nothing may come after such a ping, until the
	// connection is closed with ErrPongTimeout. Any byte that comes will do, and
	// that the peer takes of what is queued for it: the ping may be behind that.
	// Default 30 s.
	PongTimeout time.Duration

	// IdleTimeout is how long no message may come from the peer, until the
	// connection is closed with 1001 and ErrIdle. Default 0: for ever.
	IdleTimeout time.Duration

	// WriteTimeout is how long the peer may take nothing at all of what is queued
	// for it, until the connection is dropped with ErrWriteTimeout. Default 0: for
	// ever (but see SendQueue).
	WriteTimeout time.Duration

	// MessageRate is how many messages and control frames the peer may send in a
	// second, on average: after a quieter time as many at once. One more closes the
	// connection with 1008 and ErrRate. Default 0: as many as it likes.
	MessageRate int

	// ByteRate is the same for the bytes of its frames. MaxMessage may come at
	// once in any case. Default 0.
	ByteRate int

	// Compress agrees with a peer that wants it on permessage-deflate (RFC
	// 7692), without context takeover. Dial offers it. Default: off.
	Compress bool

	// CompressMin is the length in bytes of the shortest message that Send
	// deflates, if Compress has been agreed on. Default 512.
	CompressMin int

	// FragmentSize, if set, is how many bytes of payload a frame of ours has
	// at most: longer messages are sent in fragments (RFC 6455 section 5.4).
	// A ping or pong that is sent meanwhile goes out behind the last one.
	FragmentSize int

	// AnyText takes text messages that are not UTF-8, as skynet's
	// http.websocket does. Default: they close the connection with 1007.
	AnyText bool

	// AnyMask takes frames of clients that don't mask them, and of servers
	// that do, as skynet's http.websocket does, whose own clients are of
	// this kind. Default: they close the connection with 1002.
	AnyMask bool

	// EmptyCloseReply answers a Close frame with an empty one, as skynet's
	// http.websocket does. Default: the reply echoes the code.
	EmptyCloseReply bool

	// TLS, when set, makes Accept do a TLS handshake first. Wrapping the
	// listener with crypto/tls works too, but then a write can't be tried
	// without blocking and costs a goroutine. Dial uses it for wss.
	TLS *tls.Config

	// TrustedProxies are the peers that may say whom they connect for, which
	// Conn.RemoteAddr is then: by the rightmost address of X-Forwarded-For that
	// is not one of TrustedProxies itself, or, if there is no such header, by
	// X-Real-IP. So each of them has to set or add to X-Forwarded-For, or, if it
	// sets X-Real-IP only, to take X-Forwarded-For away. Default: nobody.
	TrustedProxies *Proxies

	// ProxyProtocol has TrustedProxies send a PROXY protocol header, version 1
	// or 2, before anything else; without one they are not let in. Of others it
	// is not looked for. X-Forwarded-For is looked at after that, if the address
	// in the header is one of TrustedProxies. It is not looked for by AcceptHead.
	ProxyProtocol bool

	// Plain, if set, answers GET and HEAD requests that ask for no websocket; all
	// others get 426 and the like. A connection may send many, and a websocket's
	// as its last. It may be silent for 75 s, and has to take 32 KiB of a response
	// in 30 s. It counts as a handshake, but not for MaxHandshakes, and for
	// MaxConnections and MaxPerAddress as a connection. Hijacking it isn't possible.
	Plain http.Handler

	// Subprotocols are those that Accept knows, and Dial asks for, the best
	// one first. Accept answers with the first that the client asked for; a
	// client that asked for others gets none, and decides itself.
	Subprotocols []string

	// Opened, if set, is called by Accept's goroutine after the TLS
	// handshake, before the request is read. It may take its time. What it
	// returns is the answer to the client; nil lets the request be read.
	Opened func() *HandshakeError

	// Origins are patterns of the Origin headers that are let in beside that of
	// the request's own host: "https://example.com", "*.example.com:8443" (any
	// scheme), "http://localhost:*" (any port), "null", and "*", which is any.
	// A * in a host stands for any characters. Others are answered with 403. A
	// request without the header is no browser's and is let in.
	Origins []string

	// Decide, if set, is asked about each request that could be a websocket,
	// after all checks and before the response. What it returns is the answer;
	// nil lets the client in. It is called by Accept's goroutine and may take
	// HandshakeTimeout; see Handshake.
	Decide func(h *Handshake) *HandshakeError

	// Check, if set, judges the request before Accept's own checks do.
	// What it returns is the answer; nil lets the request pass on.
	Check func(r *http.Request) *HandshakeError
}

// Defaults of a Config.
const (
	defaultHandshakeTimeout = 3 * time.Second
	defaultMaxHeader        = 16 << 10
	defaultMaxMessage       = 65535
	defaultSendQueue        = 4 << 20
	defaultCloseTimeout     = 2 * time.Second
	defaultCompressMin      = 512
	defaultPongTimeout      = 30 * time.Second
)

// withDefaults returns a copy with every limit set.
func (cfg *Config) withDefaults() Config {
	var c Config
	if cfg != nil {
		c = *cfg
	}
	if c.HandshakeTimeout <= 0 {
		c.HandshakeTimeout = defaultHandshakeTimeout
	}
	if c.MaxHeader <= 0 {
		c.MaxHeader = defaultMaxHeader
	}
	if c.MaxMessage <= 0 {
		c.MaxMessage = defaultMaxMessage
	}
	if c.SendQueue <= 0 {
		c.SendQueue = defaultSendQueue
	}
	if c.CloseTimeout <= 0 {
		c.CloseTimeout = defaultCloseTimeout
	}
	if c.CompressMin <= 0 {
		c.CompressMin = defaultCompressMin
	}
	if c.PongTimeout <= 0 {
		c.PongTimeout = defaultPongTimeout
	}
	return c
}
