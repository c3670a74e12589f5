package skynet

import "github.com/luaws/luaws/luahost"

// A systemService is one of skynet's own that scripts reach by name. Each is
// made when the first asks for it, at the address that it has in skynet.
type systemService struct {
	file string
	addr uint32
}

var systemServices = map[string]systemService{
	".launcher":  {"launcher", 3},
	".cslave":    {"cdummy", 4},
	"DATACENTER": {"datacenterd", 6},
	".service":   {"service_mgr", 7},
	"SERVICE":    {"service_mgr", 7},
}

// CoreServices are those of skynet's inner workings: ours come before files of
// their names. Those that are false can't be had.
var CoreServices = map[string]bool{
	"launcher": true, "cdummy": true, "datacenterd": true, "service_mgr": true, "multicastd": true,
	"bootstrap": false, "cmaster": false, "cslave": false,
}

// lookup finds the address of a name.
func lookup(h *luahost.Host, name string) (addr uint32, ok bool) {
	if addr, ok = h.Lookup(name); ok {
		return addr, true
	}
	sys, ok := systemServices[name]
	if !ok {
		return 0, false
	}
	_, err := spawn(h, launch{name: sys.file, addr: sys.addr, system: true})
	switch err {
	case nil, luahost.ErrAddressTaken: // somebody else was first
		h.SetName(name, sys.addr)
		return sys.addr, true
	}
	return 0, false
}
