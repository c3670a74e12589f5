//go:build unix

package wsbridge

import (
	"io"
	"syscall"
	"testing"
)

// A stream that is closed with input unread doesn't take back what was sent.
func TestStreamCloseIsNoReset(t *testing.T) {
	s := newStreamSite(t)
	for range 20 {
		nc, st := s.accept()
		io.WriteString(nc, "nobody reads this")
		st.Send("answer", false)
		until(t, func() bool { return hasInput(st) })
		s.Close(st.ID())
		s.next(EventClose)
		if p, err := io.ReadAll(nc); string(p) != "answer" || err != nil {
			t.Errorf("client got %q, %v", p, err)
		}
	}
}

// hasInput looks whether the kernel has something to read.
func hasInput(s *Stream) (has bool) {
	s.w.raw.Control(func(fd uintptr) {
		n, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		has = n > 0 && err == nil
	})
	return has
}
