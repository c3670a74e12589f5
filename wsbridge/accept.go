package wsbridge

import (
	"crypto/sha1"
	"crypto/tls"
	"encoding/base64"
	"net"
	"net/http"
	"time"
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
		c.tls = &tlsLayer{Conn: tls.Server(&c.wire, conf.TLS)}
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
		full, herr := r.full()
		if herr != nil {
			return herr
		}
		if herr = cfg.Check(full); herr != nil {
			herr.byScript()
			herr.toHEAD = r.method == http.MethodHead
			return herr
		}
	}
	if herr = c.checkRequest(&r, cfg); herr != nil {
		herr.toHEAD = r.method == http.MethodHead
		return herr
	}
	if s != nil {
		if herr = s.seat(c); herr != nil {
			return herr
		}
	}
	p := subprotocol(r.header, cfg.Subprotocols)
	var answer http.Header
	if cfg.Decide != nil {
		if p, answer, herr = c.decide(cfg, &r, p, s); herr != nil {
			return herr
		}
	}
	c.upgrade(r.key, p, c.agree(r.header, cfg), answer)
	if len(early) > 0 {
		c.unread(early)
	}
	c.opened()
	return nil
}

// readRequest reads the first request that isn't one for cfg.Plain, and what came after it.
func (c *Conn) readRequest(cfg *Config, read *string, s *Server) (r httpRequest, early []byte, herr *HandshakeError) {
	peer := c.remote // as a PROXY protocol header has said
	for {
		head := ""
		if read != nil {
			head = *read
		} else if head, early, herr = c.readNextHead(early, cfg.MaxHeader); herr != nil {
			return r, nil, herr
		}
		if r, herr = parseRequest(head); herr != nil {
			return r, nil, herr
		}
		c.head = withoutEnd(head)
		c.remote = peer
		c.believe(cfg.TrustedProxies)
		if cfg.Plain == nil || read != nil || !r.isPlain() {
			return r, early, nil
		}
		more := false
		if early, more, herr = c.servePlain(cfg, head, early, s); herr != nil {
			herr.toHEAD = r.method == http.MethodHead
			return r, nil, herr
		}
		if !more {
			return r, nil, &HandshakeError{Kind: ServedPlain, Reason: "no websocket: answered by Plain"}
		}
	}
}

// upgrade answers with 101 (RFC 6455 section 4.2.2).
func (c *Conn) upgrade(key, subprotocol, extensions string, more http.Header) {
	b := getBuffer(0)
	b.b = append(b.b, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "...)
	b.b = appendAccept(b.b, key)
	line := func(name, value string) {
		b.b = append(append(append(append(b.b, "\r\n"...), name...), ": "...), value...)
	}
	if subprotocol != "" {
		line("Sec-WebSocket-Protocol", subprotocol)
		c.subprotocol = &subprotocol
	}
	if extensions != "" {
		line(extensionHeader, extensions)
	}
	for name, values := range more {
		for _, value := range values {
			line(name, value)
		}
	}
	b.b = append(b.b, "\r\n\r\n"...)
	c.top().Write(b.b) // reading tells if it fails
	putBuffer(b)
}

// appendAccept appends the value of Sec-WebSocket-Accept (section 4.2.2, item 5.4).
func appendAccept(b []byte, key string) []byte {
	var text [64]byte
	sum := sha1.Sum(append(append(text[:0], key...), "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"...))
	return base64.StdEncoding.AppendEncode(b, sum[:])
}
