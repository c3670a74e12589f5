package luahost

import (
	"errors"
	"fmt"
)

// Kinds of messages (skynet.h) that the host itself knows. Those of scripts are
// any from 0 to 255.
const (
	TypeText     = 0
	TypeResponse = 1 // the answer to a request
	TypeClient   = 3
	TypeSystem   = 4
	TypeSocket   = 6
	TypeError    = 7 // the answer to a request that failed, or (session 0) "I have ended"
	TypeDebug    = 9
	TypeLua      = 10
)

// Message is what a service gets from another one, or from what its sockets do.
// It is not to be changed once it is sent.
type Message struct {
	Type    int
	Source  uint32 // the sender's address; 0: none
	Session int    // of the request, or of the one that this answers; 0: no answer is asked for

	Body any // whatever the packages above send: it belongs to the receiver
}

// delivery is a Message on its way.
type delivery struct {
	Message
	to *Service
}

// ErrNoService is the error of Send if there is no service at the address.
var ErrNoService = errors.New("luahost: no such service")

// A MailboxError is the error of a message to a service whose mailbox is full
// (Options.MailboxLimit).
type MailboxError struct {
	Addr  uint32
	Limit int
}

func (e *MailboxError) Error() string {
	return fmt.Sprintf("the mailbox of :%08x is full (%d messages)", e.Addr, e.Limit)
}

// Send puts m into the mailbox of the service at an address and returns. It may
// be called from any goroutine; messages from one goroutine to one service
// arrive in order. The error is ErrNoService or a *MailboxError; answers always
// find room.
func (h *Host) Send(to uint32, m Message) error {
	s := h.Service(to)
	if s == nil {
		return ErrNoService
	}
	return s.Post(m)
}

// Send is the host's, for code that the service runs: if the receiver is idle
// and this service comes to rest, whoever runs it goes on with the receiver.
func (s *Service) Send(to uint32, m Message) error {
	r := s.host.Service(to)
	if r == nil {
		return ErrNoService
	}
	start, err := r.deliver(m)
	if start {
		s.offer(r)
	}
	return err
}

// Post is the host's Send to this service. If it has ended, who waits for an
// answer gets an error besides.
func (s *Service) Post(m Message) error {
	start, err := s.deliver(m)
	if start {
		go s.run(-1)
	}
	return err
}

// PostHere is Post for a goroutine that has nothing better to do than to run
// the service, if nobody does.
func (s *Service) PostHere(m Message) error {
	start, err := s.deliver(m)
	if start {
		s.run(share)
	}
	return err
}

// deliver is put for a message, which may be refused.
func (s *Service) deliver(m Message) (start bool, err error) {
	d := &delivery{m, s}
	s.mu.Lock()
	switch {
	case s.ended:
		err = ErrNoService
	case s.mailbox.n >= s.host.opt.MailboxLimit && m.Type != TypeResponse && m.Type != TypeError:
		err = &MailboxError{s.addr, s.host.opt.MailboxLimit}
	default:
		start = s.pushLocked(d)
	}
	s.mu.Unlock()
	switch {
	case start:
		s.host.busy()
	case err == ErrNoService:
		d.drop()
	}
	return start, err
}

// Receive sets what is called for each message, in its turn, by the service and
// outside of any task: it is to start one (Task.Begin) or to resume one
// (Wait.Resume). Until there is a receiver, messages are refused.
func (s *Service) Receive(f func(m *Message)) { s.receive = f }

func (d *delivery) run(s *Service) {
	if s.receive == nil {
		d.drop()
		return
	}
	s.source.Store(d.Source)
	s.receive(&d.Message)
}

func (d *delivery) drop() { d.to.refuse(&d.Message) }

// refuse answers a request that the service doesn't take with an error, as
// skynet's dispatcher does.
func (s *Service) refuse(m *Message) {
	if m.Session != 0 && m.Source != 0 && m.Type != TypeResponse && m.Type != TypeError {
		s.host.Send(m.Source, Message{Type: TypeError, Source: s.addr, Session: m.Session})
	}
}

// Pending is how many messages and other pieces of work wait in the mailbox. It
// may be called from any goroutine.
func (s *Service) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mailbox.n
}
