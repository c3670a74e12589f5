package wsbridge

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the peers that are believed when they say whom they connect for.
// Others that say so are taken for the clients.
type Proxies struct {
	networks []netip.Prefix
	unix     bool
}

// ParseProxies makes Proxies of networks ("10.0.0.0/8"), addresses ("::1") and
// "unix", which is whoever connects to a unix socket.
func ParseProxies(list []string) (*Proxies, error) {
	p := &Proxies{}
	for _, item := range list {
		if item == "unix" {
			p.unix = true
			continue
		}
		network, err := parseNetwork(item)
		if err != nil {
			return nil, err
		}
		p.networks = append(p.networks, network)
	}
	return p, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	n, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		return n, errors.New("neither an address nor a network such as 10.0.0.0/8, nor unix")
	case n != n.Masked():
		return n, fmt.Errorf("has bits behind its prefix; the network is %s", n.Masked())
	case n.Addr().Is4In6():
		n = netip.PrefixFrom(n.Addr().Unmap(), n.Bits()-96)
	}
	return n, nil
}

// trust reports whether the peer at a is believed.
func (p *Proxies) trust(a net.Addr) bool {
	if p == nil {
		return false
	}
	if _, ok := a.(*net.UnixAddr); ok {
		return p.unix
	}
	ip, ok := ipOf(a)
	return ok && p.trustIP(ip)
}

func (p *Proxies) trustIP(ip netip.Addr) bool {
	return slices.ContainsFunc(p.networks, func(n netip.Prefix) bool { return n.Contains(ip) })
}

// ipOf is the IP address in a: IPv4 as such, without a zone. ok is false if there
// is none.
func ipOf(a net.Addr) (ip netip.Addr, ok bool) {
	t, ok := a.(*net.TCPAddr)
	if !ok {
		return ip, false
	}
	ip, ok = netip.AddrFromSlice(t.IP)
	return ip.Unmap(), ok
}

// client is whom the proxy at peer connects for, or nil if it doesn't say.
//
// Each proxy adds the address of its client to the end of X-Forwarded-For. What
// is in front of the last address that is no proxy of ours may be made up. If
// there is no X-Forwarded-For, X-Real-IP says it. Other headers aren't looked
// at: each is one more that a client can send through a proxy that doesn't know
// it.
func (p *Proxies) client(peer net.Addr, h Header) *net.TCPAddr {
	if !p.trust(peer) {
		return nil
	}
	var last netip.AddrPort
	forwarded := false
	for item := range h.listFromEnd("X-Forwarded-For") {
		forwarded = true
		a, ok := parseHop(item)
		if !ok {
			break // who wrote it isn't known, nor who wrote what is in front of it
		}
		if last = a; !p.trustIP(a.Addr()) {
			break
		}
	}
	if !forwarded {
		for item := range h.listFromEnd("X-Real-IP") {
			last, _ = parseHop(item)
			break
		}
	}
	if !last.IsValid() {
		return nil
	}
	return net.TCPAddrFromAddrPort(last)
}

// parseHop reads "192.0.2.1", "192.0.2.1:80", "2001:db8::1" or "[2001:db8::1]:80".
func parseHop(text string) (a netip.AddrPort, ok bool) {
	bare := text
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		bare = text[1 : len(text)-1]
	}
	ip, err := netip.ParseAddr(bare)
	var port uint16
	if err != nil {
		if a, err = netip.ParseAddrPort(text); err != nil {
			return netip.AddrPort{}, false
		}
		ip, port = a.Addr(), a.Port()
	}
	ip = ip.Unmap().WithZone("")
	return netip.AddrPortFrom(ip, port), !ip.IsUnspecified()
}

// believe takes the client's address from a proxy's headers.
func (c *Conn) believe(p *Proxies) {
	if a := p.client(c.RemoteAddr(), c.Header()); a != nil {
		c.remote = a
	}
}
