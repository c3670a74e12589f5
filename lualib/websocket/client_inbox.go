package websocket

import (
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/wsbridge"
)

// inbox is the Handler of a connection whose messages a task takes by recv. When
// it is full, the connection isn't read further.
type inbox struct {
	s        *luahost.Service
	ends     *luahost.Ends
	stopping <-chan struct{} // the server's Stopping

	mu      sync.Mutex
	in      []received
	bytes   int
	room    chan struct{} // closed when there is room again; nil: nobody waits
	closed  bool          // what comes is dropped
	end     wsbridge.End
	ended   bool
	waiting bool // a task does, in wait
	wait    luahost.Wait
}

type received struct {
	data string
	kind lua.LValue
}

// An inbox that holds so much is full; messages of up to so many bytes more may
// have come then.
const (
	inboxMessages = 256
	inboxBytes    = 1 << 20
)

func newInbox(s *luahost.Service, server *wsbridge.Server, c *wsbridge.Conn) *inbox {
	b := &inbox{s: s, ends: luahost.EndsOf(s), stopping: server.Stopping()}
	b.ends.Add(b, func() {
		b.drop()
		c.Close(wsbridge.CloseGoingAway, "service ended")
	})
	return b
}

// Message is called by the reading goroutine.
func (b *inbox) Message(c *wsbridge.Conn, t wsbridge.MessageType, data []byte) {
	m := received{string(data), textType}
	if t == wsbridge.Binary {
		m.kind = binaryType
	}
	b.mu.Lock()
	for (len(b.in) >= inboxMessages || b.bytes >= inboxBytes) && !b.closed {
		if b.room == nil {
			b.room = make(chan struct{})
		}
		room := b.room
		b.mu.Unlock()
		c.Waiting(true)
		select {
		case <-room:
		case <-b.stopping:
			b.drop()
		}
		c.Waiting(false)
		b.mu.Lock()
	}
	if b.closed {
		b.mu.Unlock()
		return
	}
	b.in = append(b.in, m)
	b.bytes += len(m.data)
	b.tellLocked()
}

func (b *inbox) Closed(_ *wsbridge.Conn, end wsbridge.End) {
	b.ends.Remove(b)
	b.mu.Lock()
	b.end, b.ended = end, true
	b.tellLocked()
}

// tellLocked unlocks, and wakes the task that waits.
func (b *inbox) tellLocked() {
	waiting, wait := b.waiting, b.wait // there may be another one by its turn
	b.waiting = false
	b.mu.Unlock()
	if waiting {
		b.s.DoHere(func() { wait.Resume() })
	}
}

// take returns the next message, or how it ended; or has b told that a task is
// about to wait.
func (b *inbox) take(wait luahost.Wait) (m received, end *wsbridge.End) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case len(b.in) > 0:
		m = b.in[0]
		b.in[0] = received{}
		if b.in = b.in[1:]; len(b.in) == 0 {
			b.in = nil
		}
		b.bytes -= len(m.data)
		b.roomLocked()
	case b.ended:
		return m, &b.end
	default:
		b.wait, b.waiting = wait, true
	}
	return m, nil
}

// how is how the connection has ended, as far as that is known.
func (b *inbox) how() wsbridge.End {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ended {
		return wsbridge.End{Code: wsbridge.CloseNoStatus}
	}
	return b.end
}

// leave takes back that a task waits.
func (b *inbox) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = false
}

// drop has what comes dropped, and the reading goroutine go on.
func (b *inbox) drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.roomLocked()
}

func (b *inbox) roomLocked() {
	if b.room != nil {
		close(b.room)
		b.room = nil
	}
}
