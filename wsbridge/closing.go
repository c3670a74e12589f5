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

// A closing is how a connection ends, as far as that is settled. Guarded by
// Conn.order.
type closing struct {
	end     End   // valid if Conn.sent
	aborted error // from Abort
	byPeer  bool  // the peer closed first
	answer  bool  // the peer's Close frame has come
}

// closes makes over if there is none. Called with order held.
func (c *Conn) closes() *closing {
	if c.over == nil {
		c.over = &closing{}
	}
	return c.over
}

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
	c.order().Lock()
	defer c.order().Unlock()
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
	c.closes().end = End{code, reason, cause}
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
	c.wire.expectLocked(c.set.closeTimeout)
	c.wakeLocked()
	c.unlockWire()
}

// readClose reads a Close frame (RFC 6455 section 5.5.1). Called by the reading
// goroutine, which reads no further.
func (c *Conn) readClose() error {
	b := getBuffer(0)
	defer putBuffer(b)
	b.b = b.b[:2+maskKey+MaxPing]
	header, payload := b.b[:2+maskKey], b.b[2+maskKey:]
	clear(header)
	in := reader(c.input)
	if _, err := io.ReadFull(in, header[:2]); err != nil {
		return err
	}
	c.reader.guard.first = header[0]
	if f := c.checkSecond(header[1]); f != nil && !(f.isMask() && c.set.anyMask) {
		return c.reject(f)
	}
	if header[1]&maskBit != 0 {
		if _, err := io.ReadFull(in, header[2:]); err != nil {
			return err
		}
	}
	p := payload[:header[1]&^maskBit]
	if _, err := io.ReadFull(in, p); err != nil {
		return err
	}
	mask(p, binary.LittleEndian.Uint32(header[2:]))
	if len(p) == 0 {
		return c.closedByPeer(CloseNoStatus, "")
	}
	code, reason := int(binary.BigEndian.Uint16(p)), p[2:]
	switch {
	case !Sendable(code):
		return c.reject(protocolFault(fmt.Sprint("bad close code ", code)))
	case !utf8.Valid(reason):
		return c.reject(faultText)
	}
	return c.closedByPeer(code, string(reason))
}

// errPeerClosed ends the reading: the peer has sent its Close frame.
var errPeerClosed = errors.New("closed by the peer")

// closedByPeer is called when a Close frame has come.
func (c *Conn) closedByPeer(code int, reason string) error {
	c.order().Lock()
	defer c.order().Unlock()
	x := c.closes()
	x.answer = true
	if c.sent {
		return errPeerClosed
	}
	x.byPeer = true
	if c.set.emptyReply {
		c.putClose(CloseNoStatus, "")
	} else {
		c.putClose(code, "")
	}
	x.end = End{Code: code, Reason: reason}
	return errPeerClosed
}

// Abort ends the connection at once: what is queued is dropped, the stream is
// closed without a Close frame, and Closed gets err. A nil err becomes
// ErrAborted.
func (c *Conn) Abort(err error) {
	if err == nil {
		err = ErrAborted
	}
	c.order().Lock()
	if x := c.closes(); x.aborted == nil {
		x.aborted = err
	}
	c.beginClosing()
	c.order().Unlock()
	c.wire.close()
	c.wire.mu.Lock()
	c.wakeLocked()
	c.wire.mu.Unlock()
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
	c.order().Lock()
	defer c.order().Unlock()
	c.beginClosing()
	x := c.closes()
	switch end = x.end; {
	case x.aborted != nil:
		if !c.sent {
			end.Code = CloseAbnormal
		}
		end.Err = x.aborted
	case c.sent && (x.byPeer || c.failed):
		how = linger
	case c.sent && x.answer:
		how = part
	case c.sent:
		how = drop
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
