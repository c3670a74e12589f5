package wsbridge

import (
	"encoding/binary"
	"io"
	"math/bits"
)

// A remask lets the frames of a peer that masks them wrongly pass as if it
// did right (Config.AnyMask): gorilla would refuse them. Those that are right, it
// leaves alone.
type remask struct {
	out   []byte // what takes the rest of a wrong header's place, to be read next
	key   uint32 // of a payload that must not be masked
	plain uint64 // bytes of it that are to come
}

func (m *remask) read(b []byte) int {
	n := copy(b, m.out)
	m.out = m.out[n:]
	return n
}

// payload is told of each part of the frames' payloads.
func (m *remask) payload(p []byte) {
	if m.plain == 0 {
		return
	}
	mask(p, m.key)
	m.key = bits.RotateLeft32(m.key, -8*(len(p)&3))
	m.plain -= uint64(len(p))
}

// remaskHeader reads the rest of a header, from its second byte on, and makes the
// right one.
func (c *Conn) remaskHeader() error {
	var rest [1 + 8 + maskKey]byte
	in := reader(c.input)
	if _, err := io.ReadFull(in, rest[:1]); err != nil {
		return err
	}
	more, size := lengthOf(rest[0])
	p := rest[1 : 1+more]
	if c.client {
		p = rest[1 : 1+more+maskKey]
	}
	if _, err := io.ReadFull(in, p); err != nil {
		return err
	}
	for _, b := range p[:more] {
		size = size<<8 | uint64(b)
	}
	if f := c.begin(size, false); f != nil {
		return c.reject(f)
	}
	m := &c.reader.remask
	m.out = append([]byte{rest[0] ^ maskBit}, p[:more]...)
	if c.client {
		m.key, m.plain = binary.LittleEndian.Uint32(p[more:]), size
	} else {
		m.out = append(m.out, make([]byte, maskKey)...) // a key that changes nothing
	}
	return nil
}

type reader func([]byte) (int, error)

func (f reader) Read(b []byte) (int, error) { return f(b) }
