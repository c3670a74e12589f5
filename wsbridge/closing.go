package wsbridge

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// maxReason is what a Close frame's 125 bytes leave for the reason (RFC 6455
// section 5.5).
const maxReason = 123

// Close starts the closing handshake (RFC 6455 section 7.1.2) and returns at
// once: what was sent before still goes out, then the Close frame; messages
// that come from then on are not delivered. The connection ends with the
// peer's answer or after CloseTimeout.
//
// CloseNoStatus sends a Close frame without code and reason. A code that must
// not be sent (0, 404, 1006, ...) becomes 1000; the reason is cut to 123 bytes
// of whole characters. Close returns ErrClosed if the connection was closing
// already, which harms nothing; ErrNotOpen if it isn't open yet.
func (c *Conn) Close(code int, reason string) error {
	switch {
	case code == CloseNoStatus:
		reason = ""
	case !Sendable(code):
		code = CloseNormal
	}
	if !c.startClose(code, cutReason(reason), nil) {
		return c.shut()
	}
	return nil
}

// startClose is Close with a cause. It reports false if the connection was
// closing before.
func (c *Conn) startClose(code int, reason string, cause error) bool {
	c.order.Lock()
	defer c.order.Unlock()
	if c.sent {
		return false
	}
	c.closeLocked(code, reason, cause)
	return true
}

// closeLocked queues our Close frame, the first of the two, and settles how
// the connection ends. Called with order held.
func (c *Conn) closeLocked(code int, reason string, cause error) {
	c.putClose(code, reason)
	c.end = End{code, reason, cause}
}

// putClose queues the last frame. CloseNoStatus makes an empty one. Called
// with order held.
func (c *Conn) putClose(code int, reason string) {
	var payload [2 + maxReason]byte
	p := payload[:0]
	if code != CloseNoStatus {
		p = append(binary.BigEndian.AppendUint16(p, uint16(code)), reason...)
	}
	c.sent = true
	c.beginClosing()
	c.unload()
	if putFrames(c, opClose, p) == nil {
		c.settle(false)
	}
	c.lockWire()
	c.wire.expectLocked(c.closeTimeout)
	c.unlockWire()
}

// closedByPeer is called when a Close frame has come.
func (c *Conn) closedByPeer(code int, reason string) error {
	c.order.Lock()
	defer c.order.Unlock()
	c.answer = true
	if c.sent {
		return nil
	}
	c.byPeer = true
	if c.emptyReply {
		c.putClose(CloseNoStatus, "")
	} else {
		c.putClose(code, "")
	}
	c.end = End{Code: code, Reason: strings.Clone(reason)}
	return nil
}

// Abort ends the connection at once: what is queued is dropped, the stream is
// closed without a Close frame, and Closed gets err. A nil err becomes
// ErrAborted.
func (c *Conn) Abort(err error) {
	if err == nil {
		err = ErrAborted
	}
	c.order.Lock()
	if c.aborted == nil {
		c.aborted = err
	}
	c.beginClosing()
	c.order.Unlock()
	c.wire.close()
}

// What is done with the stream at the end.
type parting int

const (
	drop   parting = iota // close it: there is nobody to talk to
	part                  // flush, then close: the peer has our Close frame
	linger                // flush, half-close, and read until the peer closes
)

// ending returns the End of a connection whose reading failed with err, and
// what to do with the stream.
func (c *Conn) ending(err error) (end End, how parting) {
	c.order.Lock()
	defer c.order.Unlock()
	c.beginClosing()
	switch {
	case c.aborted != nil:
		end = c.end
		if !c.sent {
			end.Code = CloseAbnormal
		}
		end.Err = c.aborted
	case c.sent && (c.byPeer || c.failed):
		end, how = c.end, linger
	case c.sent && c.answer:
		end, how = c.end, part
	case c.sent:
		end, how = c.end, drop
	default:
		var lost *websocket.CloseError // what gorilla makes of an EOF
		if errors.As(err, &lost) || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		end = End{Code: CloseAbnormal, Err: fmt.Errorf("%w: %w", ErrLost, err)}
	}
	c.sent = true
	return end, how
}

// Sendable reports whether an endpoint may send a close code (RFC 6455 section
// 7.4 and the IANA registry).
func Sendable(code int) bool {
	switch {
	case code >= 3000 && code <= 4999:
		return true
	case code == 1004 || code == CloseNoStatus || code == CloseAbnormal:
		return false
	}
	return code >= 1000 && code <= 1014
}

// cutReason cuts s to what fits in a Close frame, and makes it UTF-8.
func cutReason(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= maxReason {
		return s
	}
	n := maxReason
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
