package wsbridge

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"math/bits"
)

// A remask lets the frames of a peer that masks them wrongly pass as if it
// did right (Config.AnyMask): gorilla would refuse them. It follows the frames'
// headers in what is read; those that are right, it leaves alone.
type remask struct {
	masked bool // frames ought to be

	second bool   // the first byte of a header has been seen, the second is next
	length int    // bytes of the extended length to come
	size   uint64 // that length, as far as it is known
	skip   uint64 // bytes up to the next header
	key    uint32 // of a payload that must not be masked
	plain  bool   // there is such a payload

	wrong   bool   // the second byte of a header is, and is kept here:
	b1      byte   //
	out     []byte // what takes a wrong header's place, to be read next
	pending []byte // was read behind a wrong header
}

// Read reads from r, and sees to the headers.
func (m *remask) Read(r io.Reader, b []byte) (int, error) {
	for {
		if m.wrong {
			if err := m.replace(r); err != nil {
				return 0, err
			}
		}
		if len(m.out) > 0 {
			n := copy(b, m.out)
			m.out = m.out[n:]
			return n, nil
		}
		n, err := m.next(r, b)
		i := m.scan(b[:n])
		if i == n {
			return n, err
		}
		m.wrong, m.b1 = true, b[i]
		m.pending = append(bytes.Clone(b[i+1:n]), m.pending...)
		if i > 0 {
			return i, nil
		}
	}
}

// next reads what is pending, and then r.
func (m *remask) next(r io.Reader, b []byte) (int, error) {
	if len(m.pending) == 0 {
		return r.Read(b)
	}
	n := copy(b, m.pending)
	if m.pending = m.pending[n:]; len(m.pending) == 0 {
		m.pending = nil
	}
	return n, nil
}

// scan follows the frames through p, up to the second byte of a header that is
// wrong. It returns len(p) if there is none.
func (m *remask) scan(p []byte) int {
	for i := 0; i < len(p); {
		switch {
		case m.skip > 0:
			n := int(min(m.skip, uint64(len(p)-i)))
			if m.plain {
				mask(p[i:i+n], m.key)
				m.key = bits.RotateLeft32(m.key, -8*(n&3))
			}
			i += n
			if m.skip -= uint64(n); m.skip == 0 {
				m.plain = false
			}
		case m.length > 0:
			m.size = m.size<<8 | uint64(p[i])
			i++
			if m.length--; m.length == 0 {
				m.begin(m.masked)
			}
		case !m.second:
			m.second = true
			i++
		default:
			if p[i]&maskBit != 0 != m.masked {
				return i
			}
			m.second = false
			if m.length, m.size = lengthOf(p[i]); m.length == 0 {
				m.begin(m.masked)
			}
			i++
		}
	}
	return len(p)
}

// lengthOf is the length in a header's second byte, or how many bytes of it follow.
func lengthOf(b1 byte) (more int, size uint64) {
	switch n := b1 &^ maskBit; n {
	case 126:
		return 2, 0
	case 127:
		return 8, 0
	default:
		return 0, uint64(n)
	}
}

// begin is called when a header's length is known.
func (m *remask) begin(key bool) {
	m.skip = min(m.size, math.MaxInt64) // longer ones gorilla refuses
	if key {
		m.skip += maskKey
	}
}

const maskKey = 4 // bytes

// replace reads the rest of a wrong header, and makes the right one.
func (m *remask) replace(r io.Reader) error {
	more, size := lengthOf(m.b1)
	var rest [8 + maskKey]byte
	p := rest[:more]
	if !m.masked {
		p = rest[:more+maskKey]
	}
	if _, err := io.ReadFull(reader(func(b []byte) (int, error) { return m.next(r, b) }), p); err != nil {
		return err
	}
	for _, c := range rest[:more] {
		size = size<<8 | uint64(c)
	}
	m.out = append([]byte{m.b1 ^ maskBit}, rest[:more]...)
	if m.masked {
		m.out = append(m.out, make([]byte, maskKey)...) // a key that changes nothing
	} else {
		m.key, m.plain = binary.LittleEndian.Uint32(p[more:]), size > 0
	}
	m.wrong, m.second, m.size = false, false, size
	m.begin(false)
	return nil
}

type reader func([]byte) (int, error)

func (f reader) Read(b []byte) (int, error) { return f(b) }
