package luahost

import (
	"cmp"
	"slices"
)

// Spawn says what service to make.
type Spawn struct {
	Name    string // Service.Name
	Command string // Service.Command; "": Name
	Addr    uint32 // which no service has; 0: the next one
	System  bool   // it doesn't count for Host.Done

	// Main is the main chunk: a task that can't block. It fails if it raises an
	// error or returns one.
	Main func(s *Service, L *State) error

	// Ready, if not nil, is called by the service at the time when Service.Ready
	// is closed: it has done what it does first, or has ended before that.
	Ready func(s *Service)
}

// Spawn makes a service on a goroutine of its own: unlike NewService, it never
// runs the main chunk for the caller. When Main fails, the service ends, and its
// log says why.
func (h *Host) Spawn(o Spawn) (*Service, error) {
	s := h.newService(o.Name)
	s.onReady, s.system = o.Ready, o.System
	if s.command = o.Command; s.command == "" {
		s.command = o.Name
	}
	s.mailbox.push(s.chunkTask(o.Main, func(err error) { // before anyone can send a message
		s.Log("lua loader error : " + s.ErrorText(err))
	}))
	s.running = true
	if err := h.add(s, o.Addr); err != nil {
		return nil, err
	}
	s.logLife("LAUNCH " + s.command)
	h.busy()
	go s.run(-1)
	return s, nil
}

// add makes s one of the host's services.
func (h *Host) add(s *Service, addr uint32) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		s.state.Close()
		return ErrHostClosed
	}
	if addr == 0 {
		addr = h.nextAddress()
	} else if h.services[addr] != nil {
		s.state.Close()
		return ErrAddressTaken
	}
	s.addr = addr
	h.services[addr] = s
	if !s.system {
		h.users++
	}
	return nil
}

// nextAddress is the next one that no service has.
func (h *Host) nextAddress() uint32 {
	for {
		if h.last++; h.last > maxAddress {
			h.last = firstAddress
		}
		if h.services[h.last] == nil {
			return h.last
		}
	}
}

// Done is closed when all services but system ones have ended.
func (h *Host) Done() <-chan struct{} { return h.done }

// Command is what made the service, as skynet's log and its .launcher write it:
// "snlua agent 3".
func (s *Service) Command() string { return s.command }

// Exited tells of a service that has ended whether it did so itself (Exit). It
// may be called when the service has ended.
func (s *Service) Exited() bool { return s.exited }

// logLife logs the beginning or the end of a service, if Options.LogLife says so.
func (s *Service) logLife(text string) {
	if s.host.opt.LogLife {
		s.Log(text)
	}
}

// Services are all services, by address.
func (h *Host) Services() []*Service {
	all := slices.DeleteFunc(h.all(), func(s *Service) bool { return s.vanished.Load() })
	slices.SortFunc(all, func(a, b *Service) int { return cmp.Compare(a.addr, b.addr) })
	return all
}
