package socket

import (
	"math"
	"net/netip"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// hostPort is arguments n and n+1: a host and a port, or "host:port" or
// "[host]:port" alone.
func hostPort(L *luahost.State, n int) (host string, port int) {
	addr := lua54.CheckStr(L, n)
	if L.Get(n+1) != lua.LNil {
		p := lua54.CheckInt(L, n+1)
		if p < 0 || p > math.MaxUint16 {
			lua54.Errorf(L, "port %d is out of range", p)
		}
		return addr, int(p)
	}
	var digits string
	var ok bool
	if _, rest, v6 := strings.Cut(addr, "["); v6 {
		var tail string
		host, tail, ok = strings.Cut(rest, "]")
		if ok {
			_, digits, ok = strings.Cut(tail, ":")
		}
	} else {
		host, digits, ok = strings.Cut(addr, ":")
	}
	if !ok {
		lua54.Errorf(L, "Invalid address %s.", addr)
	}
	p, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		lua54.Errorf(L, "Invalid port in address %s.", addr)
	}
	return host, int(p)
}

// What the first byte of an address of UDP is in skynet.
const (
	udpV4 = 1
	udpV6 = 2
)

// udpName is an address as skynet gives it to scripts: a byte for the version of
// IP, the port, the address.
func udpName(a netip.AddrPort) string {
	b := make([]byte, 0, 19)
	if a.Addr().Is4() {
		b = append(b, udpV4, byte(a.Port()>>8), byte(a.Port()))
	} else {
		b = append(b, udpV6, byte(a.Port()>>8), byte(a.Port()))
	}
	return string(append(b, a.Addr().AsSlice()...))
}

// udpAddr is the reverse.
func udpAddr(name string) (netip.AddrPort, bool) {
	if len(name) < 3 {
		return netip.AddrPort{}, false
	}
	want := map[byte]int{udpV4: 4, udpV6: 16}[name[0]]
	a, ok := netip.AddrFromSlice([]byte(name[3:]))
	if !ok || len(name)-3 != want {
		return netip.AddrPort{}, false
	}
	return netip.AddrPortFrom(a, uint16(name[1])<<8|uint16(name[2])), true
}

// udpAddress(name) returns the address as text, and the port.
func udpAddress(L *luahost.State) int {
	name := lua54.CheckStr(L, 1)
	a, ok := udpAddr(name)
	if !ok {
		lua54.Errorf(L, "Invalid udp address")
	}
	return lua54.Push(L, lua.LString(a.Addr().String()), lua54.Int(int64(a.Port())))
}

// header(bytes) is the number that up to four bytes are, the highest first.
func header(L *luahost.State) int {
	s := lua54.CheckStr(L, 1)
	if len(s) < 1 || len(s) > 4 {
		lua54.Errorf(L, "Invalid read %s", s)
	}
	var n int64
	for i := range len(s) {
		n = n<<8 | int64(s[i])
	}
	return lua54.Push(L, lua54.Int(n))
}
