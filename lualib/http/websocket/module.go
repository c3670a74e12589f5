package websocket

import (
	"net/http"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// library is http.websocket of one process.
type library struct {
	server  *wsbridge.Server
	sockets *wsbridge.Sockets

	certs   sync.Map   // TLS configurations of wss servers, by certs.Files
	opening sync.Mutex // held while one of these is opened
}

// Modules is http.websocket. Its connections are run by server; sockets is
// where their ids are from.
func Modules(server *wsbridge.Server, sockets *wsbridge.Sockets) map[string]luahost.Module {
	k := &library{server: server, sockets: sockets}
	return map[string]luahost.Module{"http.websocket": luahost.CoreLibrary(map[string]lua.LGFunction{
		"accept": k.accept, "connect": k.connect, "read": read, "write": write, "ping": ping,
		"close": closeID, "addrinfo": addrInfo, "real_ip": realIP, "is_close": isClose,
	}, nil)}
}

// pool holds the open connections of a service, as scripts see them: what
// websocket.close has closed is not in it.
type pool struct {
	byID  map[int]*session
	dials map[*session]func() // connects under way, and what gives them up
}

func poolOf(s *luahost.Service) *pool {
	return luahost.Kept(s, func() *pool {
		p := &pool{map[int]*session{}, map[*session]func(){}}
		s.OnExit(func() {
			for _, giveUp := range p.dials {
				giveUp()
			}
			for _, x := range p.byID {
				x.drop(wsbridge.CloseGoingAway, "service ended", http.StatusServiceUnavailable)
			}
		})
		return p
	})
}

// find is the connection that argument 1 names, or nil. As in skynet the id has
// to be a number.
func find(L *luahost.State) *session {
	if L.Get(1).Type() != lua.LTNumber {
		return nil
	}
	id, ok := lua54.ToInt(L.Get(1))
	if !ok {
		return nil
	}
	return poolOf(luahost.ServiceOf(L)).byID[int(id)]
}

// mustFind is find that raises an error.
func mustFind(L *luahost.State, function string) *session {
	x := find(L)
	if x == nil {
		lua54.Errorf(L, "websocket.%s: %s is no open websocket of this service", function, lua54.ToString(L, L.Get(1)))
	}
	return x
}
