package wsbridge

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// checkRequest judges a well-formed HTTP request as the start of a websocket
// (RFC 6455 section 4.2.1).
func (c *Conn) checkRequest(r *httpRequest, cfg *Config) *HandshakeError {
	bad := func(status int, reason string) *HandshakeError {
		return &HandshakeError{Status: status, Reason: reason}
	}
	switch {
	case !r.http11:
		return bad(http.StatusBadRequest, "HTTP/1.1 needed")
	case r.host == "":
		return bad(http.StatusBadRequest, "no Host header")
	case len(cfg.Paths) > 0 && !slices.Contains(cfg.Paths, r.path):
		return bad(http.StatusNotFound, "no websocket at this path")
	case r.method != http.MethodGet:
		return bad(http.StatusMethodNotAllowed, "method is not GET")
	case r.body:
		// What follows the head must be frames.
		return bad(http.StatusBadRequest, "request has a body")
	case !r.upgrade || !r.connection:
		herr := bad(http.StatusUpgradeRequired, "not a websocket request")
		herr.Body = c.hint(r)
		return herr
	case !r.version:
		return bad(http.StatusUpgradeRequired, "websocket version is not 13")
	case r.keys > 1:
		// Section 11.3.1.
		return bad(http.StatusBadRequest, "more than one Sec-WebSocket-Key")
	case !isKey(r.key):
		return bad(http.StatusBadRequest, "Sec-WebSocket-Key is not 16 bytes in base64")
	case r.origin:
		return checkOrigin(r.header.values("Origin"), r.host, cfg.Origins)
	}
	return nil
}

// hint is what somebody reads who has opened the address in a browser.
func (c *Conn) hint(r *httpRequest) string {
	scheme := "ws"
	if _, ok := c.TLS(); ok {
		scheme = "wss"
	}
	url := scheme + "://" + r.host + (&url.URL{Path: r.path}).EscapedPath()
	return fmt.Sprintf("426 Upgrade Required: this is a websocket server, and this was a plain HTTP request.\n"+
		"Connect with a websocket client to %s\nfor instance, in a browser's console: new WebSocket(%q)\n", url, url)
}

// isKey: RFC 6455 section 4.2.1, item 5.
func isKey(key string) bool {
	var raw [18]byte
	if len(key) != base64.StdEncoding.EncodedLen(16) {
		return false
	}
	n, err := base64.StdEncoding.Decode(raw[:], []byte(key))
	return err == nil && n == 16
}

// hasToken reports whether a comma-separated list has token, which is in lower case.
func hasToken(list, token string) bool {
	for item := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(item), token) {
			return true
		}
	}
	return false
}

// refuse answers a failed handshake, if it can be answered, and closes.
func (c *Conn) refuse(herr *HandshakeError) {
	if herr.Status != 0 {
		c.top().Write(errorResponse(herr))
		if c.tls != nil {
			c.tls.CloseWrite()
		}
	}
	c.wire.finish(false) // the response, or the alert of a failed TLS handshake
	c.wire.linger(c.set.closeTimeout)
	c.wire.close()
	c.wire.wait()
}

func errorResponse(herr *HandshakeError) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", herr.Status, http.StatusText(herr.Status))
	switch herr.Status {
	case http.StatusUpgradeRequired:
		// RFC 6455 section 4.4, RFC 9110 section 15.5.22.
		b.WriteString("Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
	case http.StatusMethodNotAllowed:
		b.WriteString("Connection: close\r\nAllow: GET\r\n")
	default:
		b.WriteString("Connection: close\r\n")
	}
	if herr.Header.Get("Content-Type") == "" {
		b.WriteString("Content-Type: text/plain; charset=utf-8\r\n")
	}
	herr.Header.Write(&b)
	body := cmp.Or(herr.Body, herr.Reason+"\n")
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n", len(body))
	if !herr.toHEAD {
		b.WriteString(body)
	}
	return []byte(b.String())
}
