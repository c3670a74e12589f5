package wsbridge

import (
	"net"
	"net/netip"
	"strings"
	"testing"
)

func mustProxies(t testing.TB, list string) *Proxies {
	p, err := ParseProxies(strings.Split(list, ","))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParseProxies(t *testing.T) {
	for item, problem := range map[string]string{
		"10.0.0.0/8":          "",
		"192.0.2.1":           "",
		"::1":                 "",
		"fd00::/8":            "",
		"::ffff:10.0.0.0/104": "",
		"unix":                "",
		"":                    "neither an address",
		"localhost":           "neither an address",
		"10.0.0.0/33":         "neither an address",
		"10.0.0.1/8":          "the network is 10.0.0.0/8",
		"::/0":                "",
	} {
		_, err := ParseProxies([]string{item})
		switch {
		case problem == "" && err != nil:
			t.Errorf("%s: %v", item, err)
		case problem != "" && (err == nil || !strings.Contains(err.Error(), problem)):
			t.Errorf("%s: %v", item, err)
		}
	}
}

func TestProxiesTrust(t *testing.T) {
	p := mustProxies(t, "10.0.0.0/8,192.0.2.7,2001:db8::/32,fe80::1")
	tcp := func(a string) net.Addr { return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(a), 1)) }
	for a, want := range map[string]bool{
		"10.255.0.1":        true,
		"11.0.0.1":          false,
		"192.0.2.7":         true,
		"192.0.2.8":         false,
		"::ffff:10.0.0.1":   true,
		"2001:db8:1::":      true,
		"2001:db9::":        false,
		"fe80::1%eth0":      true,
		"::":                false,
		"0.0.0.0":           false,
		"::ffff:192.0.2.8":  false,
		"::ffff:192.0.2.7":  true,
		"2001:db8::ffff:10": true,
	} {
		if got := p.trust(tcp(a)); got != want {
			t.Errorf("%s is trusted: %t", a, got)
		}
	}
	unix := &net.UnixAddr{Net: "unix"}
	if p.trust(unix) || !mustProxies(t, "unix").trust(unix) || (*Proxies)(nil).trust(unix) {
		t.Error("unix is trusted if it is named")
	}
	if p.trust(&net.TCPAddr{}) || p.trust(noAddr{}) || (*Proxies)(nil).trust(tcp("10.0.0.1")) {
		t.Error("no address, and nobody, is not trusted")
	}
	if mustProxies(t, "0.0.0.0/0").trust(unix) {
		t.Error("a unix socket is not a network")
	}
}

func TestProxiesClient(t *testing.T) {
	const ours = "10.0.0.0/8,2001:db8:1::/48"
	for _, x := range []struct{ name, peer, header, want string }{
		{"no header", "10.0.0.1", "", ""},
		{"one", "10.0.0.1", "X-Forwarded-For: 203.0.113.9", "203.0.113.9:0"},
		{"untrusted peer", "203.0.113.1", "X-Forwarded-For: 203.0.113.9", ""},
		{"untrusted peer, X-Real-IP", "203.0.113.1", "X-Real-IP: 203.0.113.9", ""},
		{"made up in front", "10.0.0.1", "X-Forwarded-For: 127.0.0.1, 10.0.0.9, 203.0.113.9", "203.0.113.9:0"},
		{"over two proxies", "10.0.0.1", "X-Forwarded-For: 8.8.8.8, 203.0.113.9, 10.0.0.2", "203.0.113.9:0"},
		{"all trusted", "10.0.0.1", "X-Forwarded-For: 10.0.0.3, 10.0.0.2", "10.0.0.3:0"},
		{"several headers", "10.0.0.1", "X-Forwarded-For: 8.8.8.8\r\nx-forwarded-for: 203.0.113.9\r\nX-FORWARDED-FOR: 10.0.0.2", "203.0.113.9:0"},
		{"empty items", "10.0.0.1", "X-Forwarded-For: ,, 203.0.113.9 , ,", "203.0.113.9:0"},
		{"nothing but empty items", "10.0.0.1", "X-Forwarded-For: , ,\r\nX-Real-IP: 203.0.113.9", "203.0.113.9:0"},
		{"no address last", "10.0.0.1", "X-Forwarded-For: 203.0.113.9, unknown", ""},
		{"no address before ours", "10.0.0.1", "X-Forwarded-For: 203.0.113.9, _hidden, 10.0.0.2", "10.0.0.2:0"},
		{"no address in front", "10.0.0.1", "X-Forwarded-For: unknown, 203.0.113.9", "203.0.113.9:0"},
		{"no address and X-Real-IP", "10.0.0.1", "X-Forwarded-For: unknown\r\nX-Real-IP: 203.0.113.9", ""},
		{"port", "10.0.0.1", "X-Forwarded-For: 203.0.113.9:4711", "203.0.113.9:4711"},
		{"IPv6", "2001:db8:1::1", "X-Forwarded-For: 2001:db8:2::9", "[2001:db8:2::9]:0"},
		{"IPv6 in brackets", "10.0.0.1", "X-Forwarded-For: [2001:db8:2::9]", "[2001:db8:2::9]:0"},
		{"IPv6 with a port", "10.0.0.1", "X-Forwarded-For: [2001:db8:2::9]:80", "[2001:db8:2::9]:80"},
		{"IPv4 in IPv6", "10.0.0.1", "X-Forwarded-For: 203.0.113.9, ::ffff:10.1.1.1", "203.0.113.9:0"},
		{"zone", "10.0.0.1", "X-Forwarded-For: fe80::1%eth0", "[fe80::1]:0"},
		{"unspecified", "10.0.0.1", "X-Forwarded-For: 203.0.113.9, 0.0.0.0", ""},
		{"X-Real-IP", "10.0.0.1", "X-Real-IP: 203.0.113.9", "203.0.113.9:0"},
		{"X-Real-IP of a proxy", "10.0.0.1", "X-Real-IP: 10.0.0.2", "10.0.0.2:0"},
		{"two X-Real-IP", "10.0.0.1", "X-Real-IP: 8.8.8.8\r\nX-Real-IP: 203.0.113.9", "203.0.113.9:0"},
		{"X-Real-IP with rubbish", "10.0.0.1", "X-Real-IP: me", ""},
		{"both", "10.0.0.1", "X-Real-IP: 8.8.8.8\r\nX-Forwarded-For: 203.0.113.9", "203.0.113.9:0"},
		{"another header", "10.0.0.1", "Forwarded: for=203.0.113.9", ""},
		{"unix", "", "X-Forwarded-For: 203.0.113.9", "203.0.113.9:0"},
	} {
		var peer net.Addr = &net.UnixAddr{Net: "unix"}
		if x.peer != "" {
			peer = net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(x.peer), 5000))
		}
		got := ""
		if a := mustProxies(t, ours+",unix").client(peer, Header{x.header + "\r\n"}); a != nil {
			got = a.String()
		}
		if got != x.want {
			t.Errorf("%s: %q, not %q", x.name, got, x.want)
		}
	}
}

// Whatever comes in front of what a trusted proxy has added: the client is the one
// that it has seen.
func FuzzForwardedFor(f *testing.F) {
	f.Add("127.0.0.1, 10.0.0.1")
	f.Add("\", [::1")
	f.Add("x\r\nX-Real-IP: 8.8.8.8")
	p := mustProxies(f, "10.0.0.0/8")
	peer := &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1)}
	f.Fuzz(func(t *testing.T, sent string) {
		p.client(peer, Header{sent})
		h := Header{"X-Forwarded-For: " + sent + "\r\nX-Forwarded-For: 203.0.113.9, 10.0.0.7\r\n"}
		if a := p.client(peer, h); a == nil || a.String() != "203.0.113.9:0" {
			t.Errorf("%q is from %v", sent, a)
		}
		if a := p.client(&net.TCPAddr{IP: net.IPv4(203, 0, 113, 9)}, h); a != nil {
			t.Errorf("%v is believed", a)
		}
	})
}

func TestRemoteAddr(t *testing.T) {
	request := strings.Replace(rawRequest, "\r\n\r\n", "\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n", 1)
	for _, trusted := range []bool{true, false} {
		cfg := Config{TrustedProxies: mustProxies(t, "192.0.2.1")}
		if trusted {
			cfg.TrustedProxies = mustProxies(t, "127.0.0.0/8")
		}
		client, result := accept1(t, &cfg)
		client.send(request)
		c := (<-result).c
		want := client.LocalAddr().String()
		if c.PeerAddr().String() != want {
			t.Errorf("the peer is %s", c.PeerAddr())
		}
		if trusted {
			want = "203.0.113.9:0"
		}
		if got := c.RemoteAddr().String(); got != want {
			t.Errorf("trusted %t: the client is %s", trusted, got)
		}
		c.Abort(nil)
	}
}
