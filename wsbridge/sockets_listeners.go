package wsbridge

import (
	"net"
	"slices"
)

// Listeners returns the addresses of all listeners, in the order of their ids.
func (s *Sockets) Listeners() []net.Addr {
	var addrs []net.Addr
	for _, id := range s.listenerIDs() {
		if a := s.Addr(id); a != nil {
			addrs = append(addrs, a)
		}
	}
	return addrs
}

// CloseListeners closes all listeners. Accepted streams stay.
func (s *Sockets) CloseListeners() {
	for _, id := range s.listenerIDs() {
		s.Close(id)
	}
}

func (s *Sockets) listenerIDs() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int
	for id, sock := range s.socks {
		if _, ok := sock.(*listener); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
