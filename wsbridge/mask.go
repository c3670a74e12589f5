package wsbridge

import (
	"encoding/binary"
	"math/rand/v2"
)

// appendFrame appends a final frame. A client's frame is masked (RFC 6455
// section 5.3) with a key of its own, from a generator that the system seeded.
func appendFrame[T []byte | string](b []byte, first byte, data T, masked bool) []byte {
	at := len(b)
	b = appendHeader(b, first, len(data))
	if !masked {
		return append(b, data...)
	}
	b[at+1] |= maskBit
	key := rand.Uint32()
	b = binary.LittleEndian.AppendUint32(b, key)
	at = len(b)
	b = append(b, data...)
	mask(b[at:], key)
	return b
}

// mask is also its own inverse.
func mask(b []byte, key uint32) {
	for wide := uint64(key)<<32 | uint64(key); len(b) >= 8; b = b[8:] {
		binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^wide)
	}
	for i := range b {
		b[i] ^= byte(key >> (8 * (i & 3)))
	}
}
