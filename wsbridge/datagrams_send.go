package wsbridge

import (
	"net/netip"
	"time"
	"unsafe"
)

// SendTo sends a datagram without waiting; addr invalid: to the peer. One that
// the kernel doesn't take now is queued, and dropped if Sockets.SendQueue bytes
// are. The error is ErrNoSocket, ErrNotDatagram, ErrNoPeer or ErrFamily; what
// the network makes of the datagram nobody knows.
func (t *Sockets) SendTo(id int, addr netip.AddrPort, data string) error {
	d, err := t.lookUpUDP(id)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !addr.IsValid() {
		addr = d.peer
	}
	switch {
	case d.closed:
		return ErrNoSocket
	case !addr.IsValid():
		return ErrNoPeer
	case addr.Addr().Is4() == d.v6:
		return ErrFamily
	}
	if d.flusher || !d.sendNow(data, addr) {
		d.queueLocked(Datagram{data, addr})
	}
	return nil
}

// queueLocked leaves g to the flusher, a goroutine that exists only while
// something is queued.
func (d *datagrams) queueLocked(g Datagram) {
	if d.queued >= d.table.sendQueue() {
		return
	}
	d.out = append(d.out, g)
	d.queued += len(g.Data)
	if !d.flusher {
		d.flusher = true
		go d.flush()
	}
}

func (d *datagrams) flush() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.out) > 0 {
		g := d.out[0]
		d.out[0] = Datagram{}
		d.out = d.out[1:]
		d.mu.Unlock()
		d.conn.WriteToUDPAddrPort(bytesOf(g.Data), g.Addr)
		d.mu.Lock()
		d.queued = max(d.queued-len(g.Data), 0)
		d.sentLocked(len(g.Data))
	}
	d.out, d.flusher = nil, false
}

func (d *datagrams) sentLocked(n int) {
	d.wroteBytes += int64(n)
	d.wroteAt = time.Now()
}

// bytesOf is s for a function that does not change it.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
