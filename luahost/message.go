package luahost

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

	// Body is whatever the packages above send: it belongs to the receiver.
	// One that is a Refusable is told if nobody gets it.
	Body any
}

// Refusable is the Body of a message whose sender wants to know that the
// service ended before it got the message. It may be called from any goroutine.
type Refusable interface{ Refused() }

// delivery is a Message on its way.
type delivery struct {
	Message
	to *Service
}

// Send puts m into the mailbox of the service at an address and returns. It
// reports false if there is none. It may be called from any goroutine; messages
// from one goroutine to one service arrive in order.
func (h *Host) Send(to uint32, m Message) bool {
	s := h.Service(to)
	return s != nil && s.Post(m)
}

// Post is Send to this service. If it has ended, m is refused (see Refusable,
// and who waits for an answer gets an error), and Post reports false.
func (s *Service) Post(m Message) bool { return s.post(&delivery{m, s}) }

// PostHere is Post for a goroutine that has nothing better to do than to run
// the service, if nobody does.
func (s *Service) PostHere(m Message) bool { return s.postHere(&delivery{m, s}) }

// Receive sets what is called for each message, in its turn, by the service and
// outside of any task: it is to start one (Task.Begin) or to resume one
// (Wait.Resume). Until there is a receiver, messages are refused.
func (s *Service) Receive(f func(m *Message)) { s.receive = f }

func (d *delivery) run(s *Service) {
	if s.receive == nil {
		d.drop()
		return
	}
	s.receive(&d.Message)
}

// drop refuses the message: a request is answered with an error, as by skynet's
// dispatcher.
func (d *delivery) drop() {
	if b, ok := d.Body.(Refusable); ok {
		b.Refused()
	}
	if d.Session != 0 && d.Source != 0 && d.Type != TypeResponse && d.Type != TypeError {
		d.to.host.Send(d.Source, Message{Type: TypeError, Source: d.to.addr, Session: d.Session})
	}
}

// Pending is how many messages and other pieces of work wait in the mailbox. It
// may be called from any goroutine.
func (s *Service) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mailbox.n
}
