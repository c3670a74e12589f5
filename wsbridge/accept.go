package wsbridge

import (
	"bufio"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// Sizes of gorilla's read buffer, in bytes: each connection has one for as
// long as it lives. Where wire reads ahead, it only has to hold a frame's
// header, or a control frame.
const (
	smallReadBuffer = 256
	readBuffer      = 4 << 10
)

// Accept does the server's part of the opening handshake (RFC 6455 section
// 4.2) on an accepted stream, TLS first if cfg says so. cfg may be nil.
//
// When it fails, the client has got an HTTP error response as far as that was
// possible, nc is closed, and the error is a *HandshakeError. Otherwise nc
// belongs to the connection, which must be ended by Run or by Abort.
func Accept(nc net.Conn, cfg *Config) (*Conn, error) {
	tune(nc)
	return accept(nc, nil, cfg, nil)
}

// accept is Accept for a connection of s, if that isn't nil, which may be
// stopping. head, if not nil, has been read already.
func accept(nc net.Conn, head *string, cfg *Config, s *Server) (*Conn, error) {
	conf := cfg.withDefaults()
	c := newConn(nc, &conf, s)
	if conf.TLS != nil {
		c.secure(tls.Server(&c.wire, conf.TLS))
	}
	if s != nil {
		s.handshake(nc, c)
	}
	c.watchStream()
	nc.SetReadDeadline(time.Now().Add(conf.HandshakeTimeout))
	if err := c.handshake(&conf, head, s); err != nil {
		err.remote = c.RemoteAddr()
		c.undecide(err)
		if s != nil {
			s.unseat(c)
			s.refused(nc, err) // before the client can know
			s.refusing(nc)
		}
		c.refuse(err)
		return nil, err
	}
	nc.SetReadDeadline(time.Time{})
	if s != nil && !s.admit(c, nc) { // before the 101 response goes out
		s.unseat(c)
		s.refused(nc, ErrServerClosed)
		c.Abort(ErrServerClosed)
		c.undecide(ErrServerClosed)
		return nil, ErrServerClosed
	}
	// The caller may take its time before Run.
	c.wire.away()
	return c, nil
}

func (c *Conn) handshake(cfg *Config, read *string, s *Server) *HandshakeError {
	if cfg.ProxyProtocol && read == nil && cfg.TrustedProxies.trust(c.PeerAddr()) {
		if herr := c.readProxyHeader(); herr != nil {
			return herr
		}
	}
	if c.tls != nil {
		if err := c.tls.Handshake(); err != nil {
			return &HandshakeError{Kind: RefusedTLS, Reason: "TLS handshake failed", Err: err}
		}
	}
	if cfg.Opened != nil {
		herr := cfg.Opened()
		c.wire.Conn.SetReadDeadline(time.Now().Add(cfg.HandshakeTimeout))
		if herr != nil { // a client doesn't expect an answer before it has asked
			readHead(c.top(), cfg.MaxHeader)
			herr.byScript()
			return herr
		}
	}
	r, early, herr := c.readRequest(cfg, read, s)
	if herr != nil {
		return herr
	}
	if cfg.Check != nil {
		if herr = cfg.Check(r); herr != nil {
			herr.byScript()
			herr.toHEAD = r.Method == http.MethodHead
			return herr
		}
	}
	if herr = c.checkRequest(r, cfg); herr != nil {
		herr.toHEAD = r.Method == http.MethodHead
		return herr
	}
	if s != nil {
		if herr = s.seat(c); herr != nil {
			return herr
		}
	}
	answer := http.Header{}
	p := subprotocol(r, cfg.Subprotocols)
	if cfg.Decide != nil {
		if p, herr = c.decide(cfg, r, p, answer, s); herr != nil {
			return herr
		}
	}
	if p != "" {
		answer["Sec-Websocket-Protocol"] = []string{p}
	}
	c.agree(r, cfg, answer)
	return c.upgrade(r, early, answer)
}

// readRequest reads the first request that isn't one for cfg.Plain, and what came after it.
func (c *Conn) readRequest(cfg *Config, read *string, s *Server) (r *http.Request, early []byte, herr *HandshakeError) {
	peer := c.remote // as a PROXY protocol header has said
	for {
		head := ""
		if read != nil {
			head = *read
		} else if head, early, herr = c.readNextHead(early, cfg.MaxHeader); herr != nil {
			return nil, nil, herr
		}
		if r, herr = c.parseHead(head); herr != nil {
			return nil, nil, herr
		}
		c.remote = peer
		c.believe(cfg.TrustedProxies)
		if cfg.Plain == nil || read != nil || !isPlain(r) {
			return r, early, nil
		}
		more := false
		if early, more, herr = c.servePlain(cfg, head, early, s); herr != nil {
			herr.toHEAD = r.Method == http.MethodHead
			return nil, nil, herr
		}
		if !more {
			return nil, nil, &HandshakeError{Kind: ServedPlain, Reason: "no websocket: answered by Plain"}
		}
	}
}

// An Upgrader is used for its handshake and its reading half only: the pool
// is there to keep it from giving each connection a write buffer.
func newUpgrader(readBuffer int) *websocket.Upgrader {
	return &websocket.Upgrader{
		ReadBufferSize:  readBuffer,
		WriteBufferPool: noPool{},
		CheckOrigin:     func(*http.Request) bool { return true },
		Error:           func(http.ResponseWriter, *http.Request, int, error) {},
	}
}

var (
	upgrader      = newUpgrader(readBuffer)
	smallUpgrader = newUpgrader(smallReadBuffer)
)

// readBuffer is how large gorilla's buffer has to be.
func (c *Conn) readBuffer() int {
	if c.wire.raw != nil || c.tls != nil {
		return smallReadBuffer
	}
	return readBuffer
}

type noPool struct{}

func (noPool) Get() any { return nil }
func (noPool) Put(any)  {}

// upgrade answers with 101 and makes the connection a websocket.
func (c *Conn) upgrade(r *http.Request, early []byte, answer http.Header) *HandshakeError {
	up := upgrader
	if c.readBuffer() == smallReadBuffer {
		up = smallUpgrader
	}
	ws, err := up.Upgrade(&hijacker{port: port{c}}, r, answer)
	if err != nil {
		reason := strings.TrimPrefix(err.Error(), "websocket: ")
		var refused websocket.HandshakeError
		if !errors.As(err, &refused) {
			return &HandshakeError{Reason: reason}
		}
		return &HandshakeError{Status: http.StatusBadRequest, Reason: reason}
	}
	if len(early) > 0 {
		c.unread(early)
	}
	c.attach(ws)
	c.opened()
	return nil
}

// attach makes c a websocket that is read by ws.
func (c *Conn) attach(ws *websocket.Conn) {
	ws.SetPingHandler(c.ping)
	ws.SetPongHandler(c.pong)
	ws.SetCloseHandler(c.closedByPeer)
	c.ws = ws
}

// A hijacker is the http.ResponseWriter that gorilla takes the stream from.
type hijacker struct{ port port }

func (h *hijacker) Header() http.Header         { return http.Header{} }
func (h *hijacker) Write(b []byte) (int, error) { return len(b), nil }
func (h *hijacker) WriteHeader(int)             {}

// Hijack hands out buffers that gorilla looks at but does not keep: reading
// starts with a buffer of its own (ReadBufferSize), and what came early is
// given to that by port.
func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.port, bufio.NewReadWriter(
		bufio.NewReaderSize(strings.NewReader(""), 16),
		bufio.NewWriterSize(nil, 256),
	), nil
}
