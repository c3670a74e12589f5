package wsbridge

import "sync"

// A buffer is a pooled byte slice. It travels as a pointer, so that putting
// it back into its pool allocates nothing.
type buffer struct {
	b      []byte
	shared bool // it belongs to others too: cap(b) is len(b), and no pool gets it
}

// Buffers come in classes, each four times the one before. The factor 5 KiB
// lets a message of a round size fit together with its frame header. Larger
// buffers than the last class are made and thrown away: keeping them would
// let one peer's rare large message cost memory for good.
const (
	smallestBuffer = 5 << 10
	bufferClasses  = 5 // 5, 20, 80, 320, 1280 KiB
)

var bufferPools [bufferClasses]sync.Pool

// getBuffer returns an empty buffer that holds n bytes without growing.
func getBuffer(n int) *buffer {
	size := smallestBuffer
	for i := range bufferPools {
		if n <= size {
			if b, ok := bufferPools[i].Get().(*buffer); ok {
				return b
			}
			return &buffer{b: make([]byte, 0, size)}
		}
		size *= 4
	}
	return &buffer{b: make([]byte, 0, n)}
}

// putBuffer gives b back. b must not be used afterwards.
func putBuffer(b *buffer) {
	if b.shared {
		return
	}
	size := smallestBuffer
	for i := range bufferPools {
		if cap(b.b) == size {
			b.b = b.b[:0]
			bufferPools[i].Put(b)
			return
		}
		size *= 4
	}
}

// grown returns a buffer with the contents of b.b[from:] and room for n bytes
// more, and leaves b as it is. The room is at least half of the contents, so
// that bytes are copied twice on average, however small the steps.
func (b *buffer) grown(from, n int) *buffer {
	keep := len(b.b) - from
	big := getBuffer(keep + max(n, keep/2))
	big.b = append(big.b, b.b[from:]...)
	return big
}

// withRoom returns a buffer with the contents of b.b[from:] and room for n bytes
// more, and where these begin in it. It is b if there is room, or if enough of it
// is used up, so that a queue that stays long needs no new ones; otherwise b is
// given back.
func (b *buffer) withRoom(from, n int) (*buffer, int) {
	keep := len(b.b) - from
	switch {
	case len(b.b)+n <= cap(b.b):
		return b, from
	case !b.shared && keep+n <= cap(b.b) && from >= keep/4:
		copy(b.b, b.b[from:])
		b.b = b.b[:keep]
		return b, 0
	}
	big := b.grown(from, n)
	putBuffer(b)
	return big, 0
}

// doubled returns a buffer with the contents of b and as much room again, and
// gives b back.
func (b *buffer) doubled() *buffer {
	big := b.grown(0, cap(b.b))
	putBuffer(b)
	return big
}
