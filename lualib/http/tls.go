package http

import (
	"crypto/tls"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// The module ltls.c: TLS whose bytes the script carries to and from a socket.

// tlsContext is what ltls.c's newctx makes: a certificate and a choice of ciphers.
type tlsContext struct {
	certs  []tls.Certificate
	suites []uint16
}

func (c *tlsContext) String() string                      { return fmt.Sprintf("userdata: %p", c) }
func (c *tlsContext) Type() lua.LValueType                { return lua.LTUserData }
func (c *tlsContext) TypeName() string                    { return "tls context" }
func (c *tlsContext) MetaOf(st *lua54.State) *lua54.Table { return tlsLibraryOf(st).contexts }

// tlsSession is what newtls makes.
type tlsSession struct{ *tlsEngine }

func (s *tlsSession) String() string                      { return fmt.Sprintf("userdata: %p", s) }
func (s *tlsSession) Type() lua.LValueType                { return lua.LTUserData }
func (s *tlsSession) TypeName() string                    { return "tls session" }
func (s *tlsSession) MetaOf(st *lua54.State) *lua54.Table { return tlsLibraryOf(st).sessions }

// tlsLibrary is what a service has of ltls.c: the metatables.
type tlsLibrary struct{ contexts, sessions *lua54.Table }

func tlsLibraryOf(st *lua54.State) *tlsLibrary {
	s := st.Host.(*luahost.Service)
	return luahost.Kept(s, func() *tlsLibrary { return &tlsLibrary{methods(contextMethods), methods(sessionMethods)} })
}

func methods(fns map[string]*lua.LFunction) *lua54.Table {
	index, mt := lua54.NewTable(0, len(fns)), lua54.NewTable(0, 1)
	for name, f := range fns {
		index.RawSetString(name, f)
	}
	mt.RawSetString("__index", index)
	return mt
}

var contextMethods = map[string]*lua.LFunction{
	"set_cert":    lua54.NewFunction(setCert),
	"set_ciphers": lua54.NewFunction(setCiphers),
}

var sessionMethods map[string]*lua.LFunction

func init() {
	sessionMethods = map[string]*lua.LFunction{
		"close":             lua54.NewFunction(tlsClose),
		"finished":          lua54.NewFunction(tlsFinished),
		"handshake":         lua54.NewFunction(tlsHandshake),
		"read":              lua54.NewFunction(tlsRead),
		"write":             lua54.NewFunction(tlsWrite),
		"set_ext_host_name": lua54.NewFunction(tlsHostName),
	}
}

func newCtx(L *luahost.State) int { return lua54.Push(L, &tlsContext{}) }

// newTLS is newtls(method, ctx, hostname).
func newTLS(L *luahost.State) int {
	method := lua54.OptStr(L, 1, "nil")
	ctx, ok := L.Get(2).(*tlsContext)
	if !ok {
		lua54.TypeError(L, 2, "tls context")
	}
	cfg := &tls.Config{Certificates: ctx.certs, CipherSuites: ctx.suites}
	switch method {
	case "client":
		cfg.ServerName = lua54.OptStr(L, 3, "")
		cfg.InsecureSkipVerify = true // as in skynet
	case "server":
		if len(ctx.certs) == 0 {
			lua54.Errorf(L, "newtls: the context has no certificate: call set_cert first")
		}
	default:
		lua54.Errorf(L, "invalid method:%s e.g[server, client]", method)
	}
	lua54.Charge(L, sessionSize)
	return lua54.Push(L, watch(endsOf(L), newTLSEngine(cfg, method == "client")))
}

// sessionSize is about what a session costs.
const sessionSize = 16 << 10

func endsOf(L *luahost.State) *luahost.Ends { return luahost.EndsOf(luahost.ServiceOf(L)) }

// setCert is ctx:set_cert(certfile, keyfile): a chain in PEM and its key.
func setCert(L *luahost.State) int {
	ctx := contextOf(L)
	certFile, keyFile := lua54.CheckStr(L, 2), lua54.CheckStr(L, 3)
	var cert tls.Certificate
	var err error
	luahost.ServiceOf(L).Offload(L, func() { cert, err = tls.LoadX509KeyPair(certFile, keyFile) })
	if err != nil {
		lua54.Errorf(L, "set_cert: %s", err.Error())
	}
	ctx.certs = []tls.Certificate{cert}
	return 0
}

// setCiphers is ctx:set_ciphers(list): names as OpenSSL has them, with colons
// between them. It holds for TLS 1.2; those of 1.3 are not a matter of choice.
func setCiphers(L *luahost.State) int {
	ctx, list := contextOf(L), lua54.CheckStr(L, 2)
	suites := cipherSuites(list)
	if len(suites) == 0 {
		lua54.Errorf(L, "set_ciphers: no known cipher in %q", list)
	}
	ctx.suites = suites
	return 0
}

func contextOf(L *luahost.State) *tlsContext {
	c, ok := L.Get(1).(*tlsContext)
	if !ok {
		lua54.TypeError(L, 1, "tls context")
	}
	return c
}

// sessionOf is argument 1, a session that is not closed.
func sessionOf(L *luahost.State) *tlsSession {
	s, ok := L.Get(1).(*tlsSession)
	if !ok {
		lua54.TypeError(L, 1, "tls session")
	}
	if s.closed {
		lua54.Errorf(L, "context is closed")
	}
	return s
}

func tlsClose(L *luahost.State) int {
	s, ok := L.Get(1).(*tlsSession)
	if !ok {
		lua54.TypeError(L, 1, "tls session")
	}
	endsOf(L).Remove(s.tlsEngine)
	s.close()
	return 0
}

func tlsFinished(L *luahost.State) int {
	return lua54.Push(L, lua.LBool(sessionOf(L).finished))
}

// tlsHandshake is session:handshake(data): what is to be sent, or nothing.
func tlsHandshake(L *luahost.State) int {
	s, data := sessionOf(L), lua54.OptStr(L, 2, "")
	if s.finished {
		lua54.Errorf(L, "handshake is finished")
	}
	err := s.handshake(data)
	if s.over {
		endsOf(L).Remove(s.tlsEngine)
	}
	if err != nil {
		lua54.Errorf(L, "SSL_do_handshake error: %s", err.Error())
	}
	if out := s.take(); out != "" {
		return lua54.Push(L, lua.LString(out))
	}
	return 0
}

// tlsRead is session:read(data): what is in the data, decrypted, and in what came before.
func tlsRead(L *luahost.State) int {
	s, data := sessionOf(L), lua54.OptStr(L, 2, "")
	if !s.finished {
		lua54.Errorf(L, "the TLS handshake is not finished")
	}
	lua54.CheckSize(L, len(data))
	text, err := s.read(data)
	if err != nil {
		lua54.Errorf(L, "SSL_read error: %s", err.Error())
	}
	return lua54.Push(L, lua.LString(text))
}

// tlsWrite is session:write(text): what is to be sent for it.
func tlsWrite(L *luahost.State) int {
	s, text := sessionOf(L), lua54.OptStr(L, 2, "")
	if !s.finished {
		lua54.Errorf(L, "the TLS handshake is not finished")
	}
	lua54.CheckSize(L, len(text))
	if err := s.write(text); err != nil {
		lua54.Errorf(L, "SSL_write error: %s", err.Error())
	}
	return lua54.Push(L, lua.LString(s.take()))
}

// tlsHostName is session:set_ext_host_name(name), before the handshake.
func tlsHostName(L *luahost.State) int {
	s, name := sessionOf(L), lua54.CheckStr(L, 2)
	s.setServerName(name)
	return lua54.Push(L, lua54.Int(1))
}
