package wsbridge

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"testing"
)

func (r *record) udp(s *Sockets, host string) int {
	r.t.Helper()
	id, err := s.UDP(host, 0, r)
	if err != nil {
		r.t.Skip(err)
	}
	return id
}

func portOf(a net.Addr) netip.AddrPort { return a.(*net.UDPAddr).AddrPort() }

func TestUDP(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		var s Sockets
		t.Cleanup(s.CloseAll)
		a, b := newRecord(t), newRecord(t)
		server := a.udp(&s, host)
		client, err := s.DialUDP(testContext(t), host, int(portOf(s.Addr(server)).Port()), b)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SendTo(server, netip.AddrPort{}, "x"); err != ErrNoPeer {
			t.Errorf("%v", err)
		}
		for _, text := range []string{"hello", "", strings.Repeat("x", 60000)} {
			if err := s.SendTo(client, netip.AddrPort{}, text); err != nil {
				t.Fatal(err)
			}
			a.next(EventDatagram)
			g, ok := s.NextDatagram(server)
			if !ok || g.Data != text || g.Addr.Addr().String() != host {
				t.Errorf("%.20q from %v, %v", g.Data, g.Addr, ok)
			}
			if err := s.SendTo(server, g.Addr, "re: "+text); err != nil {
				t.Fatal(err)
			}
			b.next(EventDatagram)
			if g, ok := s.NextDatagram(client); !ok || g.Data != "re: "+text || g.Addr.Port() != portOf(s.Addr(server)).Port() {
				t.Errorf("%.20q from %v, %v", g.Data, g.Addr, ok)
			}
		}
		if _, ok := s.NextDatagram(client); ok {
			t.Error("a datagram that nobody has sent")
		}
		other := netip.MustParseAddrPort("127.0.0.1:9")
		if host == "127.0.0.1" {
			other = netip.MustParseAddrPort("[::1]:9")
		}
		if err := s.SendTo(server, other, "x"); err != ErrFamily {
			t.Errorf("%v", err)
		}
		if i := s.Info(); len(i) != 2 || i[0].Type != "UDP" || i[0].Read != 60005 || i[1].Peer != host+":"+strconv.Itoa(int(portOf(s.Addr(server)).Port())) {
			t.Errorf("%+v", i)
		}
		s.Close(client)
		b.next(EventClose)
		if err := s.SendTo(client, netip.AddrPort{}, "x"); err != ErrNoSocket {
			t.Errorf("%v", err)
		}
	}
}

// Datagrams that nobody takes are left to the kernel, which drops them.
func TestUDPIsBounded(t *testing.T) {
	s := Sockets{ReadAhead: 10 << 10}
	t.Cleanup(s.CloseAll)
	a, b := newRecord(t), newRecord(t)
	server, client := a.udp(&s, "127.0.0.1"), b.udp(&s, "127.0.0.1")
	if err := s.ConnectUDP(testContext(t), client, "127.0.0.1", int(portOf(s.Addr(server)).Port())); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		s.SendTo(client, netip.AddrPort{}, strings.Repeat("x", 1000))
	}
	for range 9 {
		a.next(EventDatagram)
	}
	d := s.lookUp(server).(*datagrams)
	d.mu.Lock()
	kept := len(d.in)
	d.mu.Unlock()
	if kept > 11 {
		t.Errorf("%d datagrams are kept", kept)
	}
	s.NextDatagram(server)
	a.next(EventDatagram) // goes on
}
