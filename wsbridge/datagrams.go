package wsbridge

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// maxDatagram is the longest that UDP can carry.
const maxDatagram = 65535

// datagrams is a UDP socket: one version of IP, as in skynet.
type datagrams struct {
	table *Sockets
	id    int
	conn  *net.UDPConn
	v6    bool

	mu      sync.Mutex
	sink    Sink
	in      []Datagram
	waiting int           // bytes of in
	resume  chan struct{} // closed when the reader may go on; nil: it does not wait
	paused  bool
	closed  bool
	peer    netip.AddrPort

	out     []Datagram
	queued  int // bytes of out
	flusher bool

	readBytes, wroteBytes int64
	readAt, wroteAt       time.Time
}

// A Datagram is one of UDP, Addr where it comes from or goes to.
type Datagram struct {
	Data string
	Addr netip.AddrPort
}

// UDP opens a UDP socket: host "" and port 0 mean any free port of all IPv4
// addresses. Datagrams are read, and told with an EventDatagram each, from now
// on.
func (t *Sockets) UDP(host string, port int, sink Sink) (id int, err error) {
	if host == "" {
		host = "0.0.0.0"
	}
	var lc net.ListenConfig
	pc, err := lc.ListenPacket(context.Background(), network("udp", host), net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return 0, fmt.Errorf("wsbridge: %w", err)
	}
	return t.addUDP(pc.(*net.UDPConn), sink), nil
}

func (t *Sockets) addUDP(conn *net.UDPConn, sink Sink) int {
	d := &datagrams{table: t, conn: conn, sink: sink}
	d.v6 = conn.LocalAddr().(*net.UDPAddr).IP.To4() == nil
	t.add(func(id int) socket { d.id = id; return d })
	go d.read()
	return d.id
}

// DialUDP opens a UDP socket with a peer.
func (t *Sockets) DialUDP(ctx context.Context, host string, port int, sink Sink) (id int, err error) {
	peer, err := resolveUDP(ctx, host, port)
	if err != nil {
		return 0, err
	}
	local := "0.0.0.0"
	if !peer.Addr().Is4() {
		local = "::"
	}
	if id, err = t.UDP(local, 0, sink); err == nil {
		t.lookUp(id).(*datagrams).setPeer(peer)
	}
	return id, err
}

// ConnectUDP sets the peer of a UDP socket: where datagrams without an address
// go. What others send is received still. It may wait for a name server.
func (t *Sockets) ConnectUDP(ctx context.Context, id int, host string, port int) error {
	d, err := t.lookUpUDP(id)
	if err != nil {
		return err
	}
	peer, err := resolveUDP(ctx, host, port)
	if err != nil {
		return err
	}
	if peer.Addr().Is4() == d.v6 {
		return ErrFamily
	}
	d.setPeer(peer)
	return nil
}

func resolveUDP(ctx context.Context, host string, port int) (netip.AddrPort, error) {
	a, err := netip.ParseAddr(host)
	if err != nil {
		all, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		if err != nil {
			return netip.AddrPort{}, fmt.Errorf("wsbridge: %w", err)
		}
		a = all[0]
		for _, x := range all {
			if x.Unmap().Is4() {
				a = x
				break
			}
		}
	}
	return netip.AddrPortFrom(a.Unmap(), uint16(port)), nil
}

func (d *datagrams) setPeer(peer netip.AddrPort) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.peer = peer
}

func (d *datagrams) addr() net.Addr { return d.conn.LocalAddr() }

func (d *datagrams) start(sink Sink, _ bool) error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return ErrNoSocket
	}
	d.sink, d.paused = sink, false
	d.wakeReader()
	d.mu.Unlock()
	d.tell(Event{Kind: EventOpen, Text: "transfer"}, false)
	return nil
}

func (d *datagrams) tell(e Event, here bool) {
	d.mu.Lock()
	sink := d.sink
	d.mu.Unlock()
	if e.ID = d.id; sink != nil {
		sink.SocketEvent(e, here)
	}
}

// read is the reading goroutine.
func (d *datagrams) read() {
	p := make([]byte, maxDatagram)
	for d.mayRead() {
		n, from, err := d.conn.ReadFromUDPAddrPort(p)
		if err != nil {
			if passes(err) { // the answer to something sent: nobody is there
				continue
			}
			d.fail(err)
			return
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		d.mu.Lock()
		d.in = append(d.in, Datagram{string(p[:n]), from})
		d.waiting += n
		d.readBytes += int64(n)
		d.readAt = time.Now()
		d.mu.Unlock()
		d.tell(Event{Kind: EventDatagram}, true)
	}
}

func (d *datagrams) hungryLocked() bool {
	return d.closed || !d.paused && d.waiting+64*len(d.in) < d.table.readAhead()
}

func (d *datagrams) mayRead() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for !d.hungryLocked() {
		resume := make(chan struct{})
		d.resume = resume
		d.mu.Unlock()
		<-resume
		d.mu.Lock()
	}
	return !d.closed
}

func (d *datagrams) wakeReader() {
	if d.resume != nil && d.hungryLocked() {
		close(d.resume)
		d.resume = nil
	}
}

// fail ends the socket.
func (d *datagrams) fail(err error) {
	d.mu.Lock()
	was := d.closed
	d.closed = true
	d.mu.Unlock()
	if !was {
		d.table.remove(d.id)
		d.conn.Close()
		d.tell(Event{Kind: EventError, Text: ErrorText(err)}, true)
	}
}

func (d *datagrams) close(bool) {
	d.mu.Lock()
	was := d.closed
	d.closed = true
	d.out, d.queued = nil, 0
	d.wakeReader()
	d.mu.Unlock()
	if !was {
		d.table.remove(d.id)
		d.conn.Close()
		d.tell(Event{Kind: EventClose}, false)
	}
}

// NextDatagram is the oldest datagram that a UDP socket has received and nobody
// has taken. Each EventDatagram stands for one.
func (t *Sockets) NextDatagram(id int) (Datagram, bool) {
	d, err := t.lookUpUDP(id)
	if err != nil {
		return Datagram{}, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.in) == 0 {
		return Datagram{}, false
	}
	g := d.in[0]
	d.in[0] = Datagram{}
	if d.in = d.in[1:]; len(d.in) == 0 {
		d.in = nil
	}
	d.waiting -= len(g.Data)
	d.wakeReader()
	return g, true
}
