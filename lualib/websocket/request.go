package websocket

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// newRequest makes what on_handshake gets:
//
//	method        "GET"
//	path          unescaped, without the query
//	url           as the client sent it
//	query         what followed the question mark, as sent, or ""
//	args          the query, decoded: of several values for a name, the first
//	headers       those of self.headers
//	cookies       by name; of several, the first
//	remote        "ip:port" of the client
//	tls           nil, or {version=, server_name=, client=}; see tlsInfo
//	subprotocols  a list of those that the client asks for
func newRequest(h *wsbridge.Handshake, headers lua.LValue) *lua54.Table {
	c := h.Conn
	t := lua54.NewTable(0, 10)
	text := func(t *lua54.Table, name, value string) { t.RawSetString(name, lua.LString(value)) }
	text(t, "method", h.Request.Method)
	text(t, "path", c.Path())
	text(t, "url", c.URL())
	text(t, "query", c.RawQuery())
	args := lua54.NewTable(0, 4)
	for name, values := range h.Request.URL.Query() { // without what is malformed
		text(args, name, values[0])
	}
	t.RawSetString("args", args)
	t.RawSetString("headers", headers)
	cookies := lua54.NewTable(0, 4)
	for _, cookie := range h.Request.Cookies() {
		if cookies.RawGetString(cookie.Name) == lua.LNil {
			text(cookies, cookie.Name, cookie.Value)
		}
	}
	t.RawSetString("cookies", cookies)
	text(t, "remote", c.RemoteAddr().String())
	if state, ok := c.TLS(); ok {
		t.RawSetString("tls", tlsInfo(&state))
	}
	asked := lua54.NewTable(len(h.Asked), 0)
	for i, p := range h.Asked {
		asked.RawSetInt(i+1, lua.LString(p))
	}
	t.RawSetString("subprotocols", asked)
	return t
}

// tlsInfo is what a request says of its TLS:
//
//	version      "TLS 1.3"
//	server_name  that the client asked for, or ""
//	client       nil, or the client's certificate: {subject=, issuer=,
//	             fingerprint= (SHA-256, in hex), verified= (by --tls-client-ca)}
func tlsInfo(state *tls.ConnectionState) *lua54.Table {
	t := lua54.NewTable(0, 3)
	t.RawSetString("version", lua.LString(tls.VersionName(state.Version)))
	t.RawSetString("server_name", lua.LString(state.ServerName))
	if len(state.PeerCertificates) == 0 {
		return t
	}
	cert := state.PeerCertificates[0]
	sum := sha256.Sum256(cert.Raw)
	client := lua54.NewTable(0, 4)
	client.RawSetString("subject", lua.LString(cert.Subject.String()))
	client.RawSetString("issuer", lua.LString(cert.Issuer.String()))
	client.RawSetString("fingerprint", lua.LString(hex.EncodeToString(sum[:])))
	client.RawSetString("verified", lua.LBool(len(state.VerifiedChains) > 0))
	t.RawSetString("client", client)
	return t
}
