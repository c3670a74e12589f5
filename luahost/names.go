package luahost

import "sync"

// names are those under which services are found: ".local" ones, and global
// ones, which mean the same as long as there is one host.
type names struct {
	mu     sync.RWMutex
	byName map[string]uint32
}

// SetName gives an address a name. It reports false, and changes nothing, if
// another service that still lives has it (skynet_handle_namehandle).
func (h *Host) SetName(name string, addr uint32) bool {
	h.names.mu.Lock()
	defer h.names.mu.Unlock()
	if old, ok := h.names.byName[name]; ok && old != addr {
		return false
	}
	if h.names.byName == nil {
		h.names.byName = map[string]uint32{}
	}
	h.names.byName[name] = addr
	return true
}

// Lookup finds the address of a name.
func (h *Host) Lookup(name string) (addr uint32, ok bool) {
	h.names.mu.RLock()
	defer h.names.mu.RUnlock()
	addr, ok = h.names.byName[name]
	return addr, ok
}

// forget takes the names of a service that has ended back.
func (n *names) forget(addr uint32) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for name, a := range n.byName {
		if a == addr {
			delete(n.byName, name)
		}
	}
}
