package wsbridge

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// A Handshake is a request that Config.Decide decides on. Fields that Decide may
// set say so.
type Handshake struct {
	// Conn will be the connection. It has its addresses, headers and TLS; it
	// can't send nor be closed yet (ErrNotOpen).
	Conn *Conn

	// Request is the request, without a body. Its context is done when the
	// time for the decision is over or Shutdown has begun: what Decide returns
	// then, if it is not a refusal, is too late, and the client gets 503.
	Request *http.Request

	// Asked are the subprotocols that the client asks for, its favourite first.
	Asked []string

	// Subprotocol is what the response says: at first what follows from
	// Config.Subprotocols. Decide may set it to another one of Asked, or "".
	Subprotocol string

	// Header is what Decide adds to the response; see CheckHeader.
	Header http.Header

	// Handler is what Decide keeps with the connection: Conn.Handler. If none
	// comes of it, its Closed is called, with CloseAbnormal and the reason;
	// Message is not.
	Handler Handler
}

// Handler is what Config.Decide has kept with the connection, or nil.
func (c *Conn) Handler() Handler { return c.handler }

// decide asks cfg.Decide. It returns the subprotocol, and headers of the response.
func (c *Conn) decide(cfg *Config, r *httpRequest, p string, s *Server) (string, http.Header, *HandshakeError) {
	full, herr := r.full()
	if herr != nil {
		return "", nil, herr
	}
	parent := context.Background()
	if s != nil {
		parent = s.base
	}
	ctx, cancel := context.WithTimeout(parent, cfg.HandshakeTimeout)
	defer cancel()
	c.undecided()
	h := &Handshake{Conn: c, Request: full.WithContext(ctx), Asked: askedFor(r.header), Subprotocol: p, Header: http.Header{}}
	herr = cfg.Decide(h)
	c.handler = h.Handler
	if herr != nil {
		return "", nil, validRefusal(herr)
	}
	switch err := ctx.Err(); {
	case errors.Is(err, context.DeadlineExceeded):
		return "", nil, &HandshakeError{Kind: RefusedLate, Status: http.StatusServiceUnavailable, Reason: "no decision in time"}
	case err != nil:
		return "", nil, &HandshakeError{Reason: "server shutting down", Err: ErrServerClosed}
	case h.Subprotocol != "" && !slices.Contains(h.Asked, h.Subprotocol):
		return "", nil, internal(fmt.Errorf("subprotocol %q was not asked for", h.Subprotocol))
	}
	if err := checkHeaders(h.Header); err != nil {
		return "", nil, internal(err)
	}
	return h.Subprotocol, h.Header, nil
}

// internal is a mistake of Decide's, which the client is not told of.
func internal(err error) *HandshakeError {
	return &HandshakeError{
		Kind:   RefusedFailed,
		Status: http.StatusInternalServerError,
		Reason: "decided wrongly",
		Body:   http.StatusText(http.StatusInternalServerError) + "\n",
		Err:    err,
	}
}

// IsRefusal reports whether Config.Decide can answer with an HTTP status: from 300
// to 599, but for 304, whose response ends with its head.
func IsRefusal(status int) bool {
	return status >= 300 && status <= 599 && status != http.StatusNotModified
}

func validRefusal(herr *HandshakeError) *HandshakeError {
	if herr.Status != 0 && !IsRefusal(herr.Status) {
		return internal(fmt.Errorf("status %d is no refusal", herr.Status))
	}
	if err := checkHeaders(herr.Header); err != nil {
		return internal(err)
	}
	herr.byScript()
	return herr
}

func checkHeaders(h http.Header) error {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			if err := CheckHeader(name, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// CheckHeader tells what keeps Config.Decide from adding a header to a response:
// it is malformed, or one that the handshake itself needs.
func CheckHeader(name, value string) error {
	switch canonical := http.CanonicalHeaderKey(name); {
	case !isToken(name):
		return fmt.Errorf("header name %q is malformed", name)
	case hasControl(value):
		return fmt.Errorf("header %s has a control character in it", name)
	case strings.HasPrefix(canonical, "Sec-Websocket-"), slices.Contains(ours, canonical):
		return fmt.Errorf("header %s is the handshake's own", name)
	}
	return nil
}

// ours are the headers by which a response is framed.
var ours = []string{"Connection", "Content-Length", "Trailer", "Transfer-Encoding", "Upgrade"}

// undecided keeps the connection from being used until opened.
func (c *Conn) undecided() {
	c.order().Lock()
	defer c.order().Unlock()
	c.sent = true
	c.state.Or(stateUndecided | stateClosing)
}

// opened lets the connection be used, unless Abort was quicker.
func (c *Conn) opened() {
	c.order().Lock()
	defer c.order().Unlock()
	if c.state.Load()&stateUndecided == 0 {
		return
	}
	c.sent = false
	c.state.And(^stateUndecided)
	if c.over == nil || c.over.aborted == nil {
		c.state.And(^stateClosing)
	}
}

// undecide tells the handler that Decide has kept of a handshake that failed.
func (c *Conn) undecide(err error) {
	if h := c.handler; h != nil {
		c.handler = nil
		h.Closed(c, End{Code: CloseAbnormal, Err: err})
	}
}

// shut is why nothing can be sent.
func (c *Conn) shut() error {
	if c.state.Load()&stateUndecided != 0 {
		return ErrNotOpen
	}
	return ErrClosed
}
