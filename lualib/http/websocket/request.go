package websocket

import (
	"encoding/base64"
	"math"
	"net/http"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	luahttp "github.com/luaws/luaws/lualib/http"
	"github.com/luaws/luaws/wsbridge"
)

// Limits where the server's Config has none: skynet's for what comes in, and
// for the rest, which skynet doesn't bound, more than a client needs.
const (
	maxMessage = 256 << 10
	maxReply   = 16 << 20 // of a server to a client of ours
	sendQueue  = 64 << 20

	handshakeTimeout = 10 * time.Second
)

// config is the Config of a connection.
func (k *library) config() wsbridge.Config {
	cfg := k.server.Config
	if cfg.MaxMessage <= 0 {
		cfg.MaxMessage = maxMessage
	}
	if cfg.MaxSend <= 0 {
		cfg.MaxSend = math.MaxInt32
	}
	if cfg.SendQueue <= 0 {
		cfg.SendQueue = sendQueue
	}
	if cfg.HandshakeTimeout <= 0 {
		cfg.HandshakeTimeout = handshakeTimeout
	}
	cfg.Paths, cfg.Decide, cfg.Plain = nil, nil, nil // those are for serve
	cfg.EmptyCloseReply, cfg.AnyText, cfg.AnyMask = true, true, true
	cfg.Check = check
	if cfg.Subprotocols == nil {
		cfg.Subprotocols = []string{"chat"}
	}
	return cfg
}

// check judges a request in skynet's order, with its answers.
func check(r *http.Request) *wsbridge.HandshakeError {
	bad := func(status int, reason string) *wsbridge.HandshakeError {
		return &wsbridge.HandshakeError{Kind: wsbridge.RefusedRequest, Status: status, Reason: reason}
	}
	h := r.Header
	switch key := h.Get("Sec-WebSocket-Key"); {
	case r.Method != http.MethodGet:
		return bad(http.StatusBadRequest, "need GET method")
	case !r.ProtoAtLeast(1, 1):
		return bad(http.StatusHTTPVersionNotSupported, "HTTP/1.1 needed")
	case !has(h["Upgrade"], "websocket"):
		return bad(http.StatusUpgradeRequired, "Upgrade Required")
	case r.Host == "":
		return bad(http.StatusBadRequest, "host Required")
	case !has(h["Connection"], "upgrade"):
		return bad(http.StatusBadRequest, "Connection must Upgrade")
	case key == "":
		return bad(http.StatusBadRequest, "Sec-WebSocket-Key Required")
	case !sixteen(key):
		return bad(http.StatusBadRequest, "Sec-WebSocket-Key invalid")
	case h.Get("Sec-WebSocket-Version") != "13":
		return bad(http.StatusBadRequest, "Sec-WebSocket-Version must 13")
	}
	return nil
}

func has(lists []string, token string) bool {
	for _, list := range lists {
		for item := range strings.SplitSeq(list, ",") {
			if strings.EqualFold(strings.TrimSpace(item), token) {
				return true
			}
		}
	}
	return false
}

func sixteen(key string) bool {
	raw, err := base64.StdEncoding.DecodeString(key)
	return err == nil && len(raw) == 16
}

// upgrade is a request that the script has read itself.
type upgrade struct {
	head   string
	header lua.LValue
}

// upgrade reads accept's options, {upgrade = {header=, method=, url=}} and
// {subprotocols = {...}}. It returns nil if the request is still to be read.
func (k *library) upgrade(L *luahost.State, options lua.LValue, cfg *wsbridge.Config) *upgrade {
	if !lua.LVAsBool(options) {
		return nil
	}
	if list, ok := lua54.Index(L, options, lua.LString("subprotocols")).(*lua54.Table); ok {
		cfg.Subprotocols = nil
		for i := 1; list.RawGetInt(i) != lua.LNil; i++ {
			if p, ok := lua54.Str(list.RawGetInt(i)); ok {
				cfg.Subprotocols = append(cfg.Subprotocols, p)
			}
		}
	}
	up := lua54.Index(L, options, lua.LString("upgrade"))
	if !lua.LVAsBool(up) {
		return nil
	}
	u := &upgrade{header: lua54.Index(L, up, lua.LString("header"))}
	var b strings.Builder
	b.WriteString(field(L, up, "method", "GET") + " " + strings.ReplaceAll(field(L, up, "url", "/"), " ", "%20") + " HTTP/1.1\r\n")
	if t, ok := u.header.(*lua54.Table); ok {
		for key, v, ok := t.Next(lua.LNil); ok && key != lua.LNil; key, v, ok = t.Next(key) {
			name, _ := lua54.Str(key)
			if list, ok := v.(*lua54.Table); ok {
				for i := 1; list.RawGetInt(i) != lua.LNil; i++ {
					b.WriteString(line(L, name, list.RawGetInt(i)))
				}
			} else {
				b.WriteString(line(L, name, v))
			}
		}
	}
	b.WriteString("\r\n")
	u.head = b.String()
	return u
}

// field is a field of options.upgrade.
func field(L *luahost.State, up lua.LValue, name, otherwise string) string {
	v := lua54.Index(L, up, lua.LString(name))
	if v == lua.LNil {
		return otherwise
	}
	s, ok := lua54.Str(v)
	if !ok || strings.ContainsAny(s, "\r\n\x00") {
		lua54.Errorf(L, "websocket.accept: options.upgrade.%s is not from a request", name)
	}
	return s
}

func line(L *luahost.State, name string, v lua.LValue) string {
	s, ok := lua54.Str(v)
	if !ok || name == "" || strings.ContainsAny(name, ": \r\n\x00") || strings.ContainsAny(s, "\r\n\x00") {
		lua54.Errorf(L, "websocket.accept: options.upgrade.header: field '%s' is not from a request", name)
	}
	return name + ": " + s + "\r\n"
}

// requestHeader is the table that handshake gets: lower-case names; a name that
// came more than once has a table of its values.
func (x *session) requestHeader() lua.LValue {
	h := x.opening.header
	x.opening = nil
	if h == nil {
		t := lua54.NewTable(0, 8)
		for name, value := range x.conn.Header().All() {
			luahttp.AddField(t, lua.LString(strings.ToLower(name)), value)
		}
		h = t
	}
	if t, ok := h.(*lua54.Table); ok {
		x.realIP = t.RawGetString("x-real-ip")
	}
	return h
}
