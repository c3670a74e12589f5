package skynet

import (
	"math"
	"net"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

type socketLib struct{ sockets *wsbridge.Sockets }

func (k *socketLib) functions() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{"listen": k.listen, "start": k.start, "close": k.close}
}

// listeners are those of a service; they are closed with it.
type listeners struct{ ids map[int]struct{} }

type listenersKey struct{}

func (k *socketLib) listenersOf(s *luahost.Service) *listeners {
	if l, ok := s.Value(listenersKey{}).(*listeners); ok {
		return l
	}
	l := &listeners{map[int]struct{}{}}
	s.SetValue(listenersKey{}, l)
	s.OnExit(func() {
		for id := range l.ids {
			k.sockets.Close(id)
		}
	})
	return l
}

// listen(host, port, backlog) or listen("host:port") returns the id, the
// address and the port. Clients are accepted from start on.
func (k *socketLib) listen(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	host := lua54.CheckStr(L, 1)
	var port int64
	if L.Get(2) == lua.LNil {
		h, p, err := net.SplitHostPort(host)
		if err != nil {
			lua54.ArgError(L, 2, "number expected, got "+lua54.TypeName(L, L.Get(2)))
		}
		if port, err = strconv.ParseInt(p, 10, 64); err != nil {
			lua54.Errorf(L, "Listen error: port %q is not a number", p)
		}
		host = h
	} else {
		port = lua54.CheckInt(L, 2)
	}
	if port < 0 || port > math.MaxUint16 {
		lua54.Errorf(L, "Listen error: port %d is out of range", port)
	}
	backlog := int(min(max(lua54.OptInt(L, 3, 0), 0), math.MaxInt32))
	if host == "" {
		host = "0.0.0.0"
	}
	var id int
	var err error
	s.Offload(L, func() { id, err = k.sockets.Listen(host, int(port), backlog, nil) })
	if err != nil {
		lua54.Errorf(L, "Listen error: %s", strings.TrimPrefix(err.Error(), "wsbridge: "))
	}
	k.listenersOf(s).ids[id] = struct{}{}
	addr := k.sockets.Addr(id).(*net.TCPAddr)
	return lua54.Push(L, lua54.Int(int64(id)), lua.LString(host), lua54.Int(int64(addr.Port)))
}

// start(listener, f) calls f(id, address) in a task of its own for each client.
// start(id) of an accepted socket gives the id back.
func (k *socketLib) start(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	id, f := int(lua54.CheckInt(L, 1)), L.Get(2)
	if f == lua.LNil {
		if k.sockets.Addr(id) == nil {
			return lua54.Push(L, lua.LNil, lua.LString("invalid socket"))
		}
		return lua54.Push(L, lua54.Int(int64(id)))
	}
	err := k.sockets.Start(id, &accepting{func(client int, remote string) {
		t := s.NewTask(f, lua54.Int(int64(client)), lua.LString(remote))
		t.OnEnd(func(err error) {
			if err != nil { // nobody will use the socket
				k.sockets.Discard(client)
			}
			s.LogError(err)
		})
		s.Start(t)
	}}, false)
	switch err {
	case nil:
		return lua54.Push(L, lua54.Int(int64(id)))
	case wsbridge.ErrNoSocket:
		return lua54.Push(L, lua.LNil, lua.LString("invalid socket"))
	case wsbridge.ErrStarted:
		lua54.Errorf(L, "socket is not closed")
	default:
		lua54.Errorf(L, "socket.start: %s", err.Error())
	}
	return 0
}

// close closes a listener or a stream; one that there isn't is none too many.
func (k *socketLib) close(L *luahost.State) int {
	if id, ok := lua54.ToInt(L.Get(1)); ok {
		k.sockets.Close(int(id))
		delete(k.listenersOf(luahost.ServiceOf(L)).ids, int(id))
	}
	return 0
}

type accepting struct{ accepted func(id int, remote string) }

func (a *accepting) SocketEvent(e wsbridge.Event, _ bool) bool {
	if e.Kind == wsbridge.EventAccept {
		a.accepted(e.N, e.Text)
	}
	return true
}
