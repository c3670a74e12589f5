package wsbridge

import "encoding/binary"

// Of a frame's first two bytes (RFC 6455 section 5.2).
const (
	finBit  = 0x80
	rsv1Bit = 0x40 // the message is deflated (RFC 7692 section 6)
	rsvBits = 0x70
	opBits  = 0x0f

	maskBit = 0x80
)

// Opcodes of frames that are not the first of a message.
const (
	opContinuation = 0
	opClose        = 8
	opPing         = 9
	opPong         = 10
)

// maxFrameHeader is the length of the longest frame header, mask included.
const maxFrameHeader = 14

// appendHeader appends the header of a final frame, without a mask. first is its
// opcode, with reserved bits.
func appendHeader(b []byte, first byte, n int) []byte {
	b = append(b, finBit|first)
	switch {
	case n < 126:
		return append(b, byte(n))
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	}
	return binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
}

// A framing is how a connection's messages become frames, where that is not one
// frame each, as it is.
type framing struct {
	fragment int // bytes of a frame's payload at most; 0: any
	window   int // bits of the window that messages are deflated with; 0: they are not
	least    int // bytes of the shortest that is
}

// split reports whether a payload of n bytes takes several frames. That of a
// control frame must not (section 5.5).
func (f *framing) split(first byte, n int) bool {
	return f != nil && f.fragment > 0 && n > f.fragment && first&opClose == 0
}

// deflates reports whether a message of n bytes is to be deflated.
func (f *framing) deflates(n int) bool { return f != nil && f.window > 0 && n >= f.least }

// room is how many bytes the frames of a payload of n bytes take at most.
func (f *framing) room(first byte, n int) int {
	if !f.split(first, n) {
		return maxFrameHeader + n
	}
	return (n/f.fragment+1)*maxFrameHeader + n
}

// appendFrames appends a payload in as many frames as f wants (section 5.4).
func appendFrames[T []byte | string](b []byte, first byte, data T, f *framing, masked bool) []byte {
	if !f.split(first, len(data)) {
		return appendFrame(b, first, data, masked)
	}
	for {
		n := min(f.fragment, len(data))
		at := len(b)
		b = appendFrame(b, first, data[:n], masked)
		if data = data[n:]; len(data) == 0 {
			return b
		}
		b[at] &^= finBit
		first = opContinuation
	}
}
