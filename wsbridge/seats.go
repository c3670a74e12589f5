package wsbridge

import (
	"net"
	"net/http"
	"net/netip"
)

// retryAfter is in how many seconds a client may try again that found no seat.
const retryAfter = "5"

// Who has a seat is a connection, or will be one soon. A seat is taken when the
// client's address is known and its request is proper, before anybody is asked
// what to do with it, and is given back when it has come to nothing, or at the end.
type seatCount struct {
	taken     int
	byAddress map[netip.Addr]int // only with MaxPerAddress

	// Handshakes under way by the address that they come from, if that is the
	// client's and not a proxy's: one client must not take all places for these
	// either. Only with MaxPerAddress.
	trying map[netip.Addr]int
}

// try is asked before a handshake begins: a client that will find no seat needs
// none. If there is no error, tried must follow.
func (s *Server) try(nc net.Conn) *HandshakeError {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fullLocked() {
		return noSeat(ErrTooMany)
	}
	a, ok := s.tryingFrom(nc)
	if !ok {
		return nil
	}
	if s.seats.byAddress[a] >= s.MaxPerAddress || s.seats.trying[a] >= s.MaxPerAddress {
		return noSeat(ErrTooManyFromAddress)
	}
	if s.seats.trying == nil {
		s.seats.trying = make(map[netip.Addr]int)
	}
	s.seats.trying[a]++
	return nil
}

// tried is called when the handshake is over.
func (s *Server) tried(nc net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.tryingFrom(nc); ok {
		less(s.seats.trying, a)
	}
}

func (s *Server) tryingFrom(nc net.Conn) (netip.Addr, bool) {
	if s.MaxPerAddress <= 0 || s.Config.TrustedProxies.trust(nc.RemoteAddr()) {
		return netip.Addr{}, false
	}
	return addressOf(nc.RemoteAddr())
}

func less(m map[netip.Addr]int, a netip.Addr) {
	if m[a]--; m[a] <= 0 {
		delete(m, a)
	}
}

// seat takes a seat for c, whose address is known and stays as it is.
func (s *Server) seat(c *Conn) *HandshakeError {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fullLocked() {
		return noSeat(ErrTooMany)
	}
	if a, ok := addressOf(c.RemoteAddr()); ok && s.MaxPerAddress > 0 {
		if s.seats.byAddress[a] >= s.MaxPerAddress {
			return noSeat(ErrTooManyFromAddress)
		}
		if s.seats.byAddress == nil {
			s.seats.byAddress = make(map[netip.Addr]int)
		}
		s.seats.byAddress[a]++
	}
	s.seats.taken++
	c.seated = true
	return nil
}

// unseat gives c's seat back, if it has one.
func (s *Server) unseat(c *Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !c.seated {
		return
	}
	c.seated = false
	s.seats.taken--
	if a, ok := addressOf(c.RemoteAddr()); ok && s.MaxPerAddress > 0 {
		less(s.seats.byAddress, a)
	}
}

func (s *Server) fullLocked() bool { return s.MaxConnections > 0 && s.seats.taken >= s.MaxConnections }

func noSeat(cause error) *HandshakeError {
	e := &HandshakeError{Kind: RefusedFull, Status: http.StatusServiceUnavailable, Reason: "too many connections"}
	if cause == ErrTooManyFromAddress {
		e.Kind, e.Status, e.Reason = RefusedAddress, http.StatusTooManyRequests, "too many connections from your address"
	}
	e.Header = http.Header{"Retry-After": {retryAfter}}
	e.Err = cause
	return e
}

// addressOf is what counts as one address: of IPv6 the first 64 bits, which a
// provider gives to one customer. There is none for unix sockets.
func addressOf(addr net.Addr) (netip.Addr, bool) {
	t, ok := addr.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}, false
	}
	a := t.AddrPort().Addr().Unmap().WithZone("")
	if a.Is6() {
		p, _ := a.Prefix(64)
		a = p.Addr()
	}
	return a, a.IsValid()
}
