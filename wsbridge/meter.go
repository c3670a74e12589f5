package wsbridge

import (
	"sync/atomic"
	"time"
)

// A meter counts the bytes of a stream of a table.
type meter struct {
	read, wrote     atomic.Int64
	readAt, wroteAt atomic.Int64 // nanoseconds since 1970; 0: never
}

func (m *meter) came(n int) {
	if m != nil && n > 0 {
		m.read.Add(int64(n))
		m.readAt.Store(time.Now().UnixNano())
	}
}

func (m *meter) went(n int) {
	if m != nil && n > 0 {
		m.wrote.Add(int64(n))
		m.wroteAt.Store(time.Now().UnixNano())
	}
}

func timeOf(nanoseconds int64) time.Time {
	if nanoseconds == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanoseconds)
}
