package wsbridge

import "net"

// Adopt puts a stream from elsewhere into the table, as one that was taken. It
// returns its id, and what to use instead of it.
func (s *Sockets) Adopt(nc *net.TCPConn) (id int, stream_ net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &stream{TCPConn: nc, table: s}
	st.id = s.addLocked(st)
	return st.id, st
}
