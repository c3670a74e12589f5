package wsbridge

import "sync"

// A buffer is a pooled byte slice. It travels as a pointer, so that putting
// it back into its pool allocates nothing.
type buffer struct{ b []byte }

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
			return &buffer{make([]byte, 0, size)}
		}
		size *= 4
	}
	// Half as much again, so that a queue that keeps growing is not copied
	// for every frame.
	return &buffer{make([]byte, 0, n+n/2)}
}

// putBuffer gives b back. b must not be used afterwards.
func putBuffer(b *buffer) {
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

// grow returns a buffer with the contents of b[from:] and room for n bytes
// more. b has been given back if it is another one.
func (b *buffer) grow(from, n int) *buffer {
	big := getBuffer(len(b.b) - from + n)
	big.b = append(big.b, b.b[from:]...)
	putBuffer(b)
	return big
}
