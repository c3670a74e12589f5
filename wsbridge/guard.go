package wsbridge

import (
	"fmt"
	"math"
)

// A guard follows the frames' headers through what is read, in front of gorilla,
// and sees to the rules that gorilla doesn't know, or finds out too late: those of
// an extension, and the length of a message before it comes (RFC 6455 section
// 5.2). What breaks a rule never reaches gorilla; what came before it does.
type guard struct {
	skip     uint64 // bytes up to the next header: a mask key and a payload
	size     uint64 // extended length, as far as it is known
	length   uint64 // of the message's frames so far
	first    byte   // of the header
	more     uint8  // bytes of the extended length to come
	second   bool   // of a header is next
	inside   bool   // a message: continuations are to come
	deflated bool   // the message is
}

// A fault is what a peer did wrong in a header.
type fault struct {
	code   int
	reason string
	err    error
}

// isMask: what Config.AnyMask lets pass.
func (f *fault) isMask() bool { return f == faultMask || f == faultNoMask }

func protocolFault(reason string) *fault {
	return &fault{CloseProtocol, reason, fmt.Errorf("%w: %s", ErrProtocol, reason)}
}

var (
	faultReserved     = protocolFault("reserved bit set")
	faultFragmented   = protocolFault("control frame in fragments")
	faultControl      = protocolFault("control frame over 125 bytes")
	faultClose        = protocolFault("close frame of 1 byte")
	faultInside       = protocolFault("message inside a message")
	faultContinuation = protocolFault("continuation of nothing")
	faultNoMask       = protocolFault("frame is not masked")
	faultMask         = protocolFault("frame is masked")
	faultLength       = protocolFault("length over 63 bits")
	faultDeflated     = protocolFault("message can't be inflated")
	faultText         = &fault{CloseInvalidData, "invalid UTF-8", ErrInvalidUTF8}
	faultTooLong      = &fault{CloseTooLong, "message too long", ErrTooLong}
)

// readFrames is what gorilla reads from.
//
// Close frames don't get there: gorilla would be of no use to others after one.
//
// With compression, it ends before each message: gorilla asks for more only when
// it has used up what it has, so that guard.deflated is about the message that it
// is reading.
func (c *Conn) readFrames(b []byte) (int, error) {
	for {
		if m := &c.reader.remask; len(m.out) > 0 {
			return m.read(b), nil
		}
		n, err := c.input(b)
		i, f := c.follow(b[:n])
		if i == n {
			return n, err
		}
		c.unread(b[i:n])
		switch {
		case i > 0: // what is there is looked at anew once gorilla is through with that
			return i, nil
		case f == closeComes:
			return 0, c.readClose()
		case !f.isMask() || !c.set.anyMask:
			return 0, c.reject(f)
		}
		if err := c.remaskHeader(); err != nil {
			return 0, err
		}
	}
}

// closeComes is no fault, but stops follow as one does.
var closeComes = &fault{}

// follow returns how many bytes of p may be handed out: all of them, those up to
// the byte of a header that breaks a rule, or those up to the next message, or to
// a Close frame.
func (c *Conn) follow(p []byte) (int, *fault) {
	g := &c.reader.guard
	for i := 0; i < len(p); {
		switch {
		case g.skip > 0:
			n := int(min(g.skip, uint64(len(p)-i)))
			c.reader.remask.payload(p[i : i+n])
			i += n
			g.skip -= uint64(n)
			continue
		case g.more > 1:
			g.size = g.size<<8 | uint64(p[i])
			g.more--
		case g.more == 1:
			if f := c.begin(g.size<<8|uint64(p[i]), !c.client); f != nil {
				return i, f
			}
		case g.second:
			if f := c.checkSecond(p[i]); f != nil {
				return i, f
			}
			if more, size := lengthOf(p[i]); more > 0 {
				g.more, g.size, g.second = more, 0, false
			} else if f := c.begin(size, !c.client); f != nil {
				return i, f
			}
		case c.isPlain(p[i:]):
			if g.skip = uint64(p[i+1] &^ maskBit); !c.client {
				g.skip += maskKey
			}
			i++
		default:
			if f := c.checkFirst(p[i]); f != nil {
				return i, f
			}
			if p[i]&opBits == opClose {
				return i, closeComes
			}
			if c.framing != nil && c.framing.window > 0 && isMessage(p[i]) {
				if i > 0 {
					return i, nil
				}
				g.deflated = p[i]&rsv1Bit != 0
				p[i] &^= rsv1Bit
			}
			g.first, g.second = p[i], true
		}
		i++
	}
	return len(p), nil
}

// isPlain reports whether p begins with the header of a short message in one frame
// that breaks no rule: what most of them are, and cheaper to find out at once.
func (c *Conn) isPlain(p []byte) bool {
	if len(p) < 2 || p[0] != finBit|byte(Text) && p[0] != finBit|byte(Binary) || c.reader.guard.inside || c.framing != nil {
		return false
	}
	n := p[1]
	if !c.client {
		n ^= maskBit
	}
	return n <= MaxPing && int64(n) <= c.maxMessage.Load()
}

// reject closes the connection because of a fault.
func (c *Conn) reject(f *fault) error {
	c.fail(f.code, f.reason, f.err)
	return f.err
}

// isMessage reports whether a header with this first byte begins a message.
func isMessage(first byte) bool {
	op := first & opBits
	return op == byte(Text) || op == byte(Binary)
}

// checkFirst judges the first byte of a header.
func (c *Conn) checkFirst(b byte) *fault {
	if reserved := b & rsvBits; reserved != 0 {
		// RFC 7692 section 6: rsv1Bit is for the first frame of a message.
		if reserved != rsv1Bit || !isMessage(b) || c.framing == nil || c.framing.window == 0 {
			return faultReserved
		}
	}
	switch b & opBits {
	case opContinuation:
		if !c.reader.guard.inside {
			return faultContinuation
		}
	case byte(Text), byte(Binary):
		if c.reader.guard.inside {
			return faultInside
		}
	case opClose, opPing, opPong:
		if b&finBit == 0 {
			return faultFragmented
		}
	default:
		return protocolFault(fmt.Sprint("reserved opcode ", b&opBits))
	}
	return nil
}

// checkSecond judges the second byte of a header.
func (c *Conn) checkSecond(b byte) *fault {
	if c.reader.guard.first&opClose != 0 { // a control frame
		n := b &^ maskBit
		if n > MaxPing {
			return faultControl
		}
		if n == 1 && c.reader.guard.first&opBits == opClose {
			return faultClose
		}
	}
	switch masked := b&maskBit != 0; {
	case !masked && !c.client:
		return faultNoMask
	case masked && c.client:
		return faultMask
	}
	return nil
}

// lengthOf is the length in a header's second byte, or how many bytes of it follow.
func lengthOf(second byte) (more uint8, size uint64) {
	switch n := second &^ maskBit; n {
	case 126:
		return 2, 0
	case 127:
		return 8, 0
	default:
		return 0, uint64(n)
	}
}

const maskKey = 4 // bytes

// begin is called when a header's length is known. key is whether a mask key
// follows.
func (c *Conn) begin(size uint64, key bool) *fault {
	g := &c.reader.guard
	if size > math.MaxInt64 {
		return faultLength
	}
	if g.first&opClose == 0 { // a frame of a message
		length := size
		if g.first&opBits == opContinuation {
			length += g.length
		}
		// While we are closing, messages are skipped, however long they are.
		if length > c.wireLimit() && !c.Closing() {
			return faultTooLong
		}
		g.length = min(length, math.MaxInt64)
		g.inside = g.first&finBit == 0
	}
	g.second, g.more = false, 0
	if g.skip = size; key {
		g.skip += maskKey
	}
	return nil
}

// wireLimit is how long a message may be before it is inflated: what can't be
// deflated becomes somewhat longer.
func (c *Conn) wireLimit() uint64 {
	limit := uint64(c.maxMessage.Load())
	if c.reader.guard.deflated {
		limit += limit/64 + 64
	}
	return limit
}

// input reads what was held back, and then what comes.
func (c *Conn) input(b []byte) (int, error) {
	r := c.reader
	if r.held != nil {
		if n := copy(b, r.held.b[r.heldAt:]); n > 0 || len(b) == 0 {
			r.heldAt += n
			return n, nil
		}
		putBuffer(r.held)
		r.held, r.heldAt = nil, 0
	}
	return c.top().Read(b)
}

// unread takes back the end of what input has returned, or what came with the head.
func (c *Conn) unread(p []byte) {
	if c.reader == nil {
		c.getReader()
	}
	r := c.reader
	if r.held != nil { // where it came from
		r.heldAt -= len(p)
		return
	}
	r.held = getBuffer(len(p))
	r.held.b = append(r.held.b, p...)
}
