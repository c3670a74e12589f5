package conformance

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// Parts of a frame's first byte, and opcodes (RFC 6455 section 5.2).
const (
	fin  = 0x80
	rsv1 = 0x40
	rsv2 = 0x20
	rsv3 = 0x10

	cont   = 0
	text   = 1
	binry  = 2
	closes = 8
	ping   = 9
	pong   = 10
)

// A frame of a client. The zero values are those of a proper one.
type frame struct {
	first    byte // fin, reserved bits and opcode
	payload  string
	form     int    // bytes of the length: 7 (bits), 16 or 64; 0: the shortest
	length   uint64 // what it says, if it isn't the payload's
	unmasked bool
}

// bytes is the frame on the wire.
func (f frame) bytes() string {
	n := f.length
	if n == 0 {
		n = uint64(len(f.payload))
	}
	form := f.form
	switch {
	case form != 0:
	case n < 126:
		form = 7
	case n < 1<<16:
		form = 16
	default:
		form = 64
	}
	b := []byte{f.first, 0x80}
	if f.unmasked {
		b[1] = 0
	}
	switch form {
	case 7:
		b[1] |= byte(n)
	case 16:
		b[1] |= 126
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	case 64:
		b[1] |= 127
		b = binary.BigEndian.AppendUint64(b, n)
	}
	if f.unmasked {
		return string(b) + f.payload
	}
	key := [4]byte{0x9d, byte(len(f.payload)), 0x3a, 0x71}
	b = append(b, key[:]...)
	for i := range len(f.payload) {
		b = append(b, f.payload[i]^key[i&3])
	}
	return string(b)
}

// message is a whole message in one frame.
func message(opcode byte, payload string) string {
	return frame{first: fin | opcode, payload: payload}.bytes()
}

// part is a frame that others follow; the first has the opcode, the rest cont.
func part(opcode byte, payload string) string {
	return frame{first: opcode, payload: payload}.bytes()
}

func closing(code int, reason string) string {
	return message(closes, string([]byte{byte(code >> 8), byte(code)})+reason)
}

// readFrame reads a frame of the server, and checks what RFC 6455 section 5.2
// says of its form.
func readFrame(br *bufio.Reader) (first byte, payload string, err error) {
	var h [8]byte
	if _, err := io.ReadFull(br, h[:2]); err != nil {
		return 0, "", err
	}
	first = h[0]
	n := uint64(h[1])
	if n > 127 {
		return first, "", errors.New("the server's frame is masked (section 5.1)")
	}
	switch n {
	case 126:
		_, err = io.ReadFull(br, h[:2])
		if n = uint64(binary.BigEndian.Uint16(h[:])); n < 126 {
			return first, "", errors.New("a 16 bit length that fits 7 bits")
		}
	case 127:
		_, err = io.ReadFull(br, h[:8])
		if n = binary.BigEndian.Uint64(h[:]); n < 1<<16 || n > 1<<40 {
			return first, "", errors.New("a 64 bit length that fits 16 bits, or is out of reason")
		}
	}
	if err != nil {
		return first, "", err
	}
	p := make([]byte, n)
	_, err = io.ReadFull(br, p)
	return first, string(p), err
}
