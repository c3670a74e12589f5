package wsbridge

import "net"

// Adopt puts a stream from elsewhere into the table, as one that was taken. It
// returns its id, and what to use instead of it.
func (t *Sockets) Adopt(nc *net.TCPConn) (id int, stream net.Conn) {
	s := &Stream{table: t, state: streamTaken}
	s.w.Conn = nc
	t.add(func(id int) socket { s.id = id; return s })
	return s.id, &taken{Conn: nc, s: s}
}
