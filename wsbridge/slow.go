package wsbridge

// A SlowPolicy is what becomes of a message for a peer that lets SendQueue bytes
// wait.
type SlowPolicy uint8

const (
	// CloseSlow closes the connection with 1008 and ErrSendQueueFull.
	CloseSlow SlowPolicy = iota

	// DropOldest makes room: whole messages that have not begun to go out are
	// dropped, the oldest first. The one that is sent is queued in any case.
	DropOldest

	// DropNewest doesn't queue the message: Send returns ErrDropped.
	DropNewest
)

// controlRoom is how many bytes of pings and pongs may wait where messages are
// dropped and there is no room. They are not dropped: a peer that pings and never
// reads has its connection closed.
const controlRoom = 64 << 10

// admitLocked is the error with which nothing can be queued, and how many messages
// that were to be sent are lost; the caller tells of these by dropped when it has
// let go of order. It closes the connection of a slow peer. first is the first byte
// of the frame. Called with order held.
func (c *Conn) admitLocked(first byte) (drops int, err error) {
	if c.sent {
		return 0, c.shut()
	}
	if !c.full(c.set.sendQueue) {
		return 0, nil
	}
	if c.set.slow != CloseSlow {
		switch {
		case first&opClose != 0:
			if !c.full(c.set.sendQueue + controlRoom) {
				return 0, nil
			}
		case c.set.slow == DropNewest:
			return 1, ErrDropped
		default:
			return c.dropOldest(), nil
		}
	}
	c.closeLocked(ClosePolicy, "send queue full", ErrSendQueueFull)
	return 0, ErrSendQueueFull
}

// full reports whether the send queue has reached a bound, even after what the
// kernel takes now has been written. Called with order held.
func (c *Conn) full(bound int) bool {
	w := &c.wire
	c.lockWire()
	defer c.unlockWire()
	if w.bufferedLocked() < bound {
		return false
	}
	w.flushLocked()
	return w.bufferedLocked() >= bound
}

// dropped counts and tells what admitLocked has dropped. Called without locks.
func (c *Conn) dropped(n int) {
	if n > 0 {
		c.tellDropped(n)
	}
}

func (c *Conn) tellDropped(n int) {
	c.order().Lock()
	s := c.server
	c.order().Unlock()
	if s == nil {
		return
	}
	s.Stats.kinds[DroppedMessage].Add(int64(n))
	s.incidents.tell(s, Incident{Kind: DroppedMessage, Remote: c.RemoteAddr(), Err: ErrDropped})
}
