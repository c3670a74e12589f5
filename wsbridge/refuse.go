package wsbridge

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// checkRequest judges a well-formed HTTP request as the start of a websocket
// (RFC 6455 section 4.2.1).
func (c *Conn) checkRequest(r *http.Request, cfg *Config) *HandshakeError {
	bad := func(status int, reason string) *HandshakeError {
		return &HandshakeError{Status: status, Reason: reason}
	}
	for name, value := range c.header.All() {
		// net/http lets spaces in names pass at this level, and joins folded
		// lines, which RFC 9112 section 5.2 has a server refuse.
		if name == "" || strings.ContainsFunc(name, notInToken) {
			return bad(http.StatusBadRequest, "malformed header name")
		}
		if strings.ContainsFunc(value, isControl) {
			return bad(http.StatusBadRequest, "control character in a header")
		}
	}
	switch {
	case r.ProtoMajor == 1 && r.ProtoMinor < 1:
		return bad(http.StatusBadRequest, "HTTP/1.1 needed")
	case r.Host == "":
		return bad(http.StatusBadRequest, "no Host header")
	case len(cfg.Paths) > 0 && !slices.Contains(cfg.Paths, c.path):
		return bad(http.StatusNotFound, "no websocket at this path")
	case r.Method != http.MethodGet:
		return bad(http.StatusMethodNotAllowed, "method is not GET")
	case r.ContentLength != 0 || len(r.TransferEncoding) > 0:
		// What follows the head must be frames.
		return bad(http.StatusBadRequest, "request has a body")
	case !hasToken(r.Header["Upgrade"], "websocket") || !hasToken(r.Header["Connection"], "upgrade"):
		herr := bad(http.StatusUpgradeRequired, "not a websocket request")
		herr.Body = c.hint(r)
		return herr
	case !hasToken(r.Header["Sec-Websocket-Version"], "13"):
		return bad(http.StatusUpgradeRequired, "websocket version is not 13")
	case len(r.Header["Sec-Websocket-Key"]) > 1:
		// Section 11.3.1.
		return bad(http.StatusBadRequest, "more than one Sec-WebSocket-Key")
	case !isKey(r.Header.Get("Sec-Websocket-Key")):
		return bad(http.StatusBadRequest, "Sec-WebSocket-Key is not 16 bytes in base64")
	}
	return checkOrigin(r, cfg.Origins)
}

// hint is what somebody reads who has opened the address in a browser.
func (c *Conn) hint(r *http.Request) string {
	scheme := "ws"
	if _, ok := c.TLS(); ok {
		scheme = "wss"
	}
	url := scheme + "://" + r.Host + r.URL.EscapedPath()
	return fmt.Sprintf("426 Upgrade Required: this is a websocket server, and this was a plain HTTP request.\n"+
		"Connect with a websocket client to %s\nfor instance, in a browser's console: new WebSocket(%q)\n", url, url)
}

// isKey: RFC 6455 section 4.2.1, item 5.
func isKey(key string) bool {
	raw, err := base64.StdEncoding.DecodeString(key)
	return err == nil && len(raw) == 16
}

// notInToken: RFC 9110 section 5.6.2.
func notInToken(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// hasToken reports whether one of the comma-separated lists has token, which
// is in lower case.
func hasToken(lists []string, token string) bool {
	for _, list := range lists {
		for item := range strings.SplitSeq(list, ",") {
			if strings.EqualFold(strings.TrimSpace(item), token) {
				return true
			}
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
	c.wire.finish() // the response, or the alert of a failed TLS handshake
	c.wire.linger(c.closeTimeout)
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
