package wsbridge

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// DialConfig holds the settings of a client's connection. The zero value, and a
// nil pointer, mean the defaults.
type DialConfig struct {
	// Config's fields are used as for a server: HandshakeTimeout is for
	// what comes after the connection stands, MaxHeader for the response.
	// Opened, Check, Decide, Origins, Paths, IdleTimeout, MessageRate and
	// ByteRate are for servers.
	Config

	// Header is sent with the request, names as they are written here. The
	// handshake's own names must not be among them, but Host may.
	Header http.Header

	// Connected, if set, is given the stream as soon as there is one, and
	// returns what to use instead.
	Connected func(*net.TCPConn) net.Conn
}

// Dial connects to a server, for ws and wss URLs, and does the client's part of
// the opening handshake (RFC 6455 section 4.1). ctx bounds all of it. The Conn
// is as one of Accept's, and must be ended by Run or by Abort; run by
// Server.Run, it ends with that server's Shutdown.
//
// The error is a *HandshakeError if the server could be reached. For wss,
// Config.TLS says what is trusted; nil means the system's roots.
func Dial(ctx context.Context, rawURL string, cfg *DialConfig) (*Conn, error) {
	if cfg == nil {
		cfg = &DialConfig{}
	}
	conf := cfg.withDefaults()
	conf.IdleTimeout, conf.MessageRate, conf.ByteRate = 0, 0, 0
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, fmt.Errorf("wsbridge: %w", err)
	}
	if u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "" || u.User != nil {
		return nil, fmt.Errorf("wsbridge: %q is no websocket URL", rawURL)
	}
	nc, err := dialTCP(ctx, u, cfg)
	if err != nil {
		return nil, err
	}
	c := newConn(nc, &conf, nil)
	c.client = true
	c.head = "GET " + u.RequestURI() + " HTTP/1.1\r\n"
	nc.SetReadDeadline(time.Now().Add(conf.HandshakeTimeout))
	stop := context.AfterFunc(ctx, c.wire.close)
	herr := c.request(ctx, u, cfg, &conf)
	if !stop() && herr == nil { // aborted just now
		herr = &HandshakeError{Reason: "given up"}
	}
	if herr != nil {
		if err := ctx.Err(); err != nil {
			herr = &HandshakeError{Reason: "given up", Err: context.Cause(ctx)}
		}
		c.Abort(herr)
		c.wire.wait()
		return nil, herr
	}
	c.watchStream()
	nc.SetReadDeadline(time.Time{})
	c.wire.away()
	return c, nil
}

func dialTCP(ctx context.Context, u *url.URL, cfg *DialConfig) (net.Conn, error) {
	host, port := u.Hostname(), u.Port()
	if port == "" {
		port = map[string]string{"ws": "80", "wss": "443"}[u.Scheme]
	}
	d := net.Dialer{KeepAlive: -1} // that is tune's
	nc, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("wsbridge: %w", err)
	}
	tune(nc)
	if cfg.Connected != nil {
		return cfg.Connected(nc.(*net.TCPConn)), nil
	}
	return nc, nil
}

// request does the handshake over a stream that stands.
func (c *Conn) request(ctx context.Context, u *url.URL, cfg *DialConfig, conf *Config) *HandshakeError {
	if u.Scheme == "wss" {
		secure := &tls.Config{}
		if cfg.TLS != nil {
			secure = cfg.TLS.Clone()
		}
		if secure.ServerName == "" {
			secure.ServerName = u.Hostname()
		}
		t := tls.Client(&c.wire, secure)
		if err := t.HandshakeContext(ctx); err != nil {
			c.wire.flush()
			return &HandshakeError{Reason: "TLS handshake failed", Err: err}
		}
		c.tls = &tlsLayer{Conn: t}
	}
	c.reader = &frameReader{port: port{c}}
	a := &responseStream{port: c.reader.port, limit: conf.MaxHeader}
	stream := func(context.Context, string, string) (net.Conn, error) { return a, nil }
	d := websocket.Dialer{
		NetDialContext: stream, NetDialTLSContext: stream, Subprotocols: cfg.Subprotocols,
		ReadBufferSize: c.readBuffer(), WriteBufferPool: noPool{},
	}
	header := http.Header{"User-Agent": {""}} // none, unless there is one
	maps.Copy(header, cfg.Header)
	if conf.Compress {
		header[extensionHeader] = []string{offerDeflate}
	}
	ws, resp, err := d.DialContext(context.WithoutCancel(ctx), u.String(), header)
	if err != nil {
		return answered(resp, err)
	}
	if reason := c.agreed(a.extensions, conf); reason != "" {
		return &HandshakeError{Reason: reason}
	}
	if reason := unasked(resp, cfg); reason != "" {
		return &HandshakeError{Reason: reason}
	}
	if a.extensions != nil {
		resp.Header[extensionHeader] = a.extensions
	}
	c.head += headerOf(resp.Header)
	if p := ws.Subprotocol(); p != "" {
		c.subprotocol = &p
	}
	c.reader.handle(ws)
	a.open = true
	return nil
}

// answered tells what is wrong with a server's answer.
func answered(resp *http.Response, err error) *HandshakeError {
	if resp == nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return &HandshakeError{Reason: "no answer", Err: err}
	}
	herr := &HandshakeError{Status: resp.StatusCode, Reason: "the server answered " + resp.Status}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		herr.Reason = "the server's answer is no websocket's"
	}
	body, _ := io.ReadAll(resp.Body) // gorilla has cut it to 1 KiB
	herr.Body = string(body)
	return herr
}

// unasked tells what a server has agreed to that was not asked for (RFC 6455
// section 4.1).
func unasked(resp *http.Response, cfg *DialConfig) string {
	p := resp.Header.Get("Sec-Websocket-Protocol")
	if p == "" || slices.Contains(cfg.Subprotocols, p) {
		return ""
	}
	for name, values := range cfg.Header {
		if strings.EqualFold(name, "Sec-WebSocket-Protocol") && slices.ContainsFunc(values, func(v string) bool { return hasToken(v, p) }) {
			return ""
		}
	}
	return fmt.Sprintf("the server uses a subprotocol that was not asked for: %q", p)
}

func headerOf(h http.Header) string {
	var b strings.Builder
	h.Write(&b)
	return b.String()
}
