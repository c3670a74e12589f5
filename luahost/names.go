package luahost

import (
	"errors"
	"fmt"
	"sync"
)

// names are those under which services are found: ".local" ones, and global
// ones, which mean the same as long as there is one host.
type names struct {
	mu     sync.RWMutex
	byName map[string]uint32
	of     map[uint32][]string // the names of each address

	waiting map[string][]Message // for names that nobody has yet
	n       int                  // of these messages
}

// SendName is Send to a name. A message to a global name (without a dot before
// it) that nobody has waits until somebody gets it, as in skynet.
func (s *Service) SendName(name string, m Message) error {
	if addr, ok := s.host.Lookup(name); ok {
		return s.Send(addr, m)
	}
	if name == "" || name[0] == '.' || name[0] == ':' {
		return ErrNoService
	}
	addr, err := s.host.names.wait(name, m, s.host.opt.MailboxLimit)
	if err == nil && addr != 0 { // it came in between
		return s.Send(addr, m)
	}
	return err
}

func (n *names) wait(name string, m Message, limit int) (addr uint32, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if addr := n.byName[name]; addr != 0 {
		return addr, nil
	}
	if n.n >= limit {
		return 0, fmt.Errorf("%d messages wait for names that no service has", n.n)
	}
	if n.waiting == nil {
		n.waiting = map[string][]Message{}
	}
	n.waiting[name] = append(n.waiting[name], m)
	n.n++
	return 0, nil
}

// SetName gives an address a name. It reports false, and changes nothing, if
// another service that still lives has it (skynet_handle_namehandle), or no
// service has the address.
func (h *Host) SetName(name string, addr uint32) bool {
	h.names.mu.Lock()
	defer h.names.mu.Unlock()
	old, ok := h.names.byName[name]
	s := h.Service(addr)
	switch {
	case ok && old == addr:
		return true
	case ok && h.Service(old) != nil, s == nil:
		return false
	}
	if h.names.byName == nil {
		h.names.byName, h.names.of = map[string]uint32{}, map[uint32][]string{}
	}
	h.names.byName[name] = addr
	h.names.of[addr] = append(h.names.of[addr], name)
	for _, m := range h.names.waiting[name] { // in order: before any that finds the name
		var full *MailboxError
		if errors.As(s.Post(m), &full) { // whoever sent it can't be told any more but so
			s.refuse(&m)
		}
	}
	h.names.n -= len(h.names.waiting[name])
	delete(h.names.waiting, name)
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
	for _, name := range n.of[addr] {
		if n.byName[name] == addr {
			delete(n.byName, name)
		}
	}
	delete(n.of, addr)
}
