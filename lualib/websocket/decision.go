package websocket

import (
	"fmt"
	"net/http"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// A decision is what on_handshake has returned:
//
//	nothing, true                         let the client in
//	false [, body [, headers]]            refuse it with 403
//	status [, body [, headers]]           refuse it with a status from 300 to 599
//	{status=, body=, headers=}            the same
//	{subprotocol=, headers=}              let it in; headers of the response
//
// A header's value is a string, a number, or a list of them. A status below 400
// needs a Location among the headers.
type decision struct {
	refusal     *wsbridge.HandshakeError // nil: let it in
	subprotocol string                   // "": as it would be anyway
	header      http.Header
}

// readDecision takes results apart, and says what is wrong with them. asked are
// the subprotocols that the client asked for.
func readDecision(asked []string, first, body, headers lua.LValue) (d *decision, problem string) {
	d = &decision{}
	status := int64(0)
	switch v := first.(type) {
	case *lua54.Table:
		if body != lua.LNil || headers != lua.LNil {
			return nil, "returned a table and more: body and headers belong into the table"
		}
		if problem := unknownField(v); problem != "" {
			return nil, problem
		}
		body, headers = v.RawGetString("body"), v.RawGetString("headers")
		if s := v.RawGetString("status"); s != lua.LNil {
			if status, problem = readStatus(s); problem != "" {
				return nil, problem
			}
		}
		if p := v.RawGetString("subprotocol"); p != lua.LNil {
			name, ok := p.(lua.LString)
			switch {
			case status != 0:
				return nil, "returned both a status, which refuses the client, and a subprotocol"
			case !ok:
				return nil, fmt.Sprintf("subprotocol is a %s, not a string", p.Type())
			case !slices.Contains(asked, string(name)):
				return nil, fmt.Sprintf("subprotocol %q was not asked for by the client (%q)", string(name), asked)
			}
			d.subprotocol = string(name)
		}
	case lua.LBool:
		if !v {
			status = http.StatusForbidden
		}
	case *lua.LNilType:
	default:
		if status, problem = readStatus(first); problem != "" {
			return nil, problem
		}
	}
	if d.header, problem = readHeaders(headers); problem != "" {
		return nil, problem
	}
	if status == 0 {
		if body != lua.LNil && first.Type() == lua.LTTable {
			return nil, "returned a body without a status, which neither lets the client in nor refuses it"
		}
		if body != lua.LNil || d.header != nil && first.Type() != lua.LTTable {
			return nil, fmt.Sprintf("returned %s and more, which neither lets the client in nor refuses it: a status or false refuses", first)
		}
		return d, ""
	}
	text, ok := body.(lua.LString)
	if !ok && body != lua.LNil {
		return nil, fmt.Sprintf("the body is a %s, not a string", body.Type())
	}
	if status < 400 && d.header.Get("Location") == "" {
		return nil, fmt.Sprintf("status %d needs a header Location", status)
	}
	if text == "" {
		text = lua.LString(statusText(int(status)))
	}
	d.refusal = &wsbridge.HandshakeError{
		Kind:   wsbridge.RefusedScript,
		Status: int(status),
		Reason: "refused by on_handshake",
		Body:   string(text),
		Header: d.header,
	}
	return d, ""
}

func unknownField(t *lua54.Table) string {
	for k, _, ok := t.Next(lua.LNil); ok && k != lua.LNil; k, _, ok = t.Next(k) {
		switch name, _ := lua54.Str(k); name {
		case "status", "body", "headers", "subprotocol":
		default:
			return fmt.Sprintf("returned a table with a field '%s': there are status, body, headers and subprotocol", name)
		}
	}
	return ""
}

func readStatus(v lua.LValue) (int64, string) {
	n, ok := lua54.ToInt(v)
	switch {
	case v.Type() != lua.LTNumber:
		return 0, fmt.Sprintf("returned a %s: nothing lets the client in, a status or false refuses it, a table does either", v.Type())
	case !ok || !wsbridge.IsRefusal(int(n)):
		return 0, fmt.Sprintf("status %s: must be from 300 to 599 (but not 304), to refuse the client", v)
	}
	return n, ""
}

func readHeaders(v lua.LValue) (http.Header, string) {
	t, ok := v.(*lua54.Table)
	if !ok {
		if v != lua.LNil {
			return nil, fmt.Sprintf("headers is a %s, not a table", v.Type())
		}
		return nil, ""
	}
	h := http.Header{}
	for k, v, ok := t.Next(lua.LNil); ok && k != lua.LNil; k, v, ok = t.Next(k) {
		name, ok := k.(lua.LString)
		if !ok {
			return nil, fmt.Sprintf("headers has a key that is a %s: header names are strings", k.Type())
		}
		values := []lua.LValue{v}
		if list, ok := v.(*lua54.Table); ok {
			values = nil
			for i := 1; list.RawGetInt(i) != lua.LNil; i++ {
				values = append(values, list.RawGetInt(i))
			}
		}
		for _, v := range values {
			text, ok := lua54.Str(v)
			if !ok {
				return nil, fmt.Sprintf("header %s is a %s, not a string", string(name), v.Type())
			}
			if err := wsbridge.CheckHeader(string(name), text); err != nil {
				return nil, err.Error()
			}
			h.Add(string(name), text)
		}
	}
	return h, ""
}

// statusText is the body of a response that has no other.
func statusText(status int) string {
	text := http.StatusText(status)
	if text == "" {
		text = "refused"
	}
	return text + "\n"
}
