package socket

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
	"github.com/luaws/luaws/wsbridge"
)

// A Message is the msg of a message of type PTYPE_SOCKET: what unpack takes
// apart.
type Message struct {
	Kind wsbridge.EventKind
	ID   int    // of the socket
	N    int    // bytes of Data; else as in wsbridge.Event
	Text string // as in wsbridge.Event
	Data string // of a stream or a datagram
	From string // of a datagram: as udp_address takes it apart

	driver *driver
}

func (m *Message) String() string       { return fmt.Sprintf("userdata: %p", m) }
func (m *Message) Type() lua.LValueType { return lua.LTUserData }
func (m *Message) TypeName() string     { return "light userdata" }

// Arrive is called when the service has got to the message. Only then its data
// is taken out of the socket's buffer, which has a bound; the mailbox has none.
func (m *Message) Arrive() {
	switch m.Kind {
	case wsbridge.EventData:
		if st := m.driver.sockets.Stream(m.ID); st != nil {
			m.Data = st.ReadAll()
		}
	case wsbridge.EventDatagram:
		g, _ := m.driver.sockets.NextDatagram(m.ID)
		m.Data = g.Data
		if g.Addr.IsValid() {
			m.From = udpName(g.Addr)
		}
	default:
		return
	}
	m.N = len(m.Data)
}

// driver is the Sink of what a service uses by skynet.socketdriver: it gets
// messages.
type driver struct {
	s       *luahost.Service
	sockets *wsbridge.Sockets
	ids     map[int]struct{} // to be closed with the service
	sweepAt int              // see note
}

func (k *library) driverOf(s *luahost.Service) *driver {
	return luahost.Kept(s, func() *driver {
		d := &driver{s: s, sockets: k.sockets, ids: map[int]struct{}{}}
		s.OnExit(func() {
			for id := range d.ids {
				d.sockets.CloseOf(d, id)
			}
		})
		return d
	})
}

// SocketEvent makes a message of an event.
func (d *driver) SocketEvent(e wsbridge.Event, here bool) bool {
	m := luahost.Message{Type: luahost.TypeSocket, Body: &Message{
		Kind: e.Kind, ID: e.ID, N: e.N, Text: e.Text, driver: d,
	}}
	if here {
		return d.s.PostHere(m) == nil
	}
	return d.s.Post(m) == nil
}

// unpack(msg, sz) returns the kind, the id, a number, and a text or the data; of
// a datagram also where it comes from.
func unpack(L *luahost.State) int {
	m, ok := L.Get(1).(*Message)
	if !ok {
		lua54.TypeError(L, 1, "message of a socket")
	}
	var last lua.LValue = lua.LString(m.Text)
	switch m.Kind {
	case wsbridge.EventData, wsbridge.EventDatagram:
		lua54.Charge(L, m.N)
		last = pack.NewRef(pack.OfBytes(m.Data))
	}
	n := lua54.Push(L, lua54.Int(int64(m.Kind)), lua54.Int(int64(m.ID)), lua54.Int(int64(m.N)), last)
	if m.From != "" {
		n += lua54.Push(L, lua.LString(m.From))
	}
	return n
}
