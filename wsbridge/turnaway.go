package wsbridge

import (
	"io"
	"net"
	"sync/atomic"
	"time"
)

// Clients for which there is no room get their answer cheaply: no Conn, no TLS
// handshake, turnAwayTime at most, and turnAways of them at once. Others are cut off.
const (
	turnAways    = 64
	turnAwayTime = time.Second
	turnAwayHead = 4 << 10 // bytes of a request that are read
)

// turnAway answers nc with herr, if it can be answered, and closes it. It returns
// at once.
func (s *Server) turnAway(nc net.Conn, herr *HandshakeError) {
	s.Stats.accepted.Add(1)
	s.refused(nc, herr)
	if s.Config.TLS != nil || !s.turning.enter() {
		nc.Close()
		return
	}
	if !s.begin(nc, nil) { // Shutdown breaks it off, as a handshake, and waits for it
		s.turning.leave()
		nc.Close()
		return
	}
	go func() {
		defer s.handshakeDone(nc)
		defer s.turning.leave()
		defer nc.Close()
		nc.SetDeadline(time.Now().Add(turnAwayTime))
		// The answer comes after the question; and a stream that is closed with
		// input unread is reset, and the answer with it.
		if _, _, bad := readHead(nc, turnAwayHead); bad != nil && bad.Status == 0 {
			return
		}
		nc.Write(errorResponse(herr))
		if h, ok := nc.(halfCloser); ok {
			h.CloseWrite()
		}
		io.CopyN(io.Discard, nc, turnAwayHead)
	}()
}

// A turnstile lets so many in at once.
type turnstile struct{ n atomic.Int32 }

func (c *turnstile) enter() bool {
	if c.n.Add(1) > turnAways {
		c.n.Add(-1)
		return false
	}
	return true
}

func (c *turnstile) leave() { c.n.Add(-1) }
