package skynet

import (
	"encoding/binary"
	"os"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
)

// The module skynet.cluster.core: the packages that the nodes of a cluster send
// each other. The cluster itself is that of the project's copy of skynet
// (skynet.cluster, and the services clusterd, clusteragent, clustersender and
// clusterproxy).
//
// A package starts with its length, 2 bytes, the first the high one; numbers in
// it are of 4 bytes, the first the low one. Requests:
//
//	kind, address, session, body        a message: kind 0, or 0x80 and a name
//	kind, address, session, size        its beginning, if it is too long: kind 1
//	                                    or 0x81, plus 0x40 for a push
//	kind, session, body                 its parts: kind 2, the last one's 3
//	kind, text                          a trace's tag: kind 4
//
// An address is a number, or a byte with the length of a name, and the name. A
// session of 0 is a push. Answers:
//
//	session, kind, body                 kind 0: an error, 1: all of it, 2: its
//	                                    size, 3: a part of it, 4: the last part

var clusterFunctions = map[string]lua.LGFunction{
	"packrequest":    func(L *luahost.State) int { return packRequest(L, false) },
	"packpush":       func(L *luahost.State) int { return packRequest(L, true) },
	"packtrace":      packTrace,
	"unpackrequest":  unpackRequest,
	"packresponse":   packResponse,
	"unpackresponse": unpackResponse,
	"append":         appendPart,
	"concat":         concatParts,
	"isname":         isClusterName,
	"nodename":       nodeName,
}

const (
	clusterPart   = 0x8000 // bytes of a body that one package takes
	requestNamed  = 0x80   // added to a request's kind
	requestPushed = 0x40
	requestLong   = 1
	requestPart   = 2
	requestLast   = 3
	requestTrace  = 4

	answerError = 0
	answerAll   = 1
	answerLong  = 2
	answerPart  = 3
	answerLast  = 4
)

// clusterPackage puts the length before what head and body are together.
func clusterPackage(head []byte, body string) lua.LValue {
	out := binary.BigEndian.AppendUint16(make([]byte, 0, 2+len(head)+len(body)), uint16(len(head)+len(body)))
	return lua.LString(append(append(out, head...), body...))
}

func number32(b []byte, n int64) []byte { return binary.LittleEndian.AppendUint32(b, uint32(n)) }

// clusterParts cuts a body; each part's package is made by of, which gets
// whether it is the last.
func clusterParts(L *luahost.State, body string, of func(part string, last bool) lua.LValue) []lua.LValue {
	lua54.CheckSize(L, len(body))
	var parts []lua.LValue
	for len(body) > clusterPart {
		parts = append(parts, of(body[:clusterPart], false))
		body = body[clusterPart:]
	}
	return append(parts, of(body, true))
}

// packRequest(address, session, msg, sz) returns a package, the next session,
// and if the message is too long for one package a list of those that follow.
func packRequest(L *luahost.State, push bool) int {
	session := lua54.CheckInt(L, 2)
	if session <= 0 {
		lua54.Errorf(L, "Invalid request session %d", session)
	}
	if L.Get(3) == lua.LNil {
		lua54.Errorf(L, "Invalid request message")
	}
	body := bytesOf(L, 3)
	discard(L, 3)
	long := len(body) >= clusterPart
	var kind byte
	switch {
	case long && push:
		kind = requestLong | requestPushed
	case long:
		kind = requestLong
	}
	head := make([]byte, 0, 16)
	if addr, ok := lua54.ToInt(L.Get(1)); ok && L.Get(1).Type() == lua.LTNumber {
		head = number32(append(head, kind), addr)
	} else {
		name, ok := L.Get(1).(lua.LString)
		if !ok {
			lua54.Errorf(L, "name is not a string, it's a %s", lua54.TypeName(L, L.Get(1)))
		}
		if len(name) < 1 || len(name) > 255 {
			lua54.Errorf(L, "name length is invalid, must be between 1 and 255 characters: %s", string(name))
		}
		head = append(append(head, kind|requestNamed, byte(len(name))), name...)
	}
	next := session + 1
	if next > 0x7fffffff {
		next = 1
	}
	if !long {
		if push {
			session = 0
		}
		return lua54.Push(L, clusterPackage(number32(head, session), body), lua54.Int(next))
	}
	first := clusterPackage(number32(number32(head, session), int64(len(body))), "")
	parts := clusterParts(L, body, func(part string, last bool) lua.LValue {
		kind := byte(requestPart)
		if last {
			kind = requestLast
		}
		return clusterPackage(number32([]byte{kind}, session), part)
	})
	return lua54.Push(L, first, lua54.Int(next), lua54.NewList(parts))
}

// packTrace(tag)
func packTrace(L *luahost.State) int {
	tag := lua54.CheckStr(L, 1)
	if len(tag) > clusterPart {
		lua54.Errorf(L, "trace tag is too long : %d", len(tag))
	}
	return lua54.Push(L, clusterPackage([]byte{requestTrace}, tag))
}

// unpackRequest(msg, sz) of a package without its length returns: for a message
// address, session, msg, sz, nil, whether it is a push; for the beginning of a
// long one address, session, nil, its size, true, push; for a part false,
// session, msg, sz, whether more follow; for a trace its tag.
func unpackRequest(L *luahost.State) int {
	text := bytesOf(L, 1)
	if text == "" {
		lua54.Errorf(L, "Invalid req package. size == 0")
	}
	r := clusterReader{L: L, rest: text[1:], size: len(text)}
	kind := text[0]
	switch kind {
	case requestTrace:
		return lua54.Push(L, lua.LString(r.rest))
	case requestPart, requestLast:
		session := r.number()
		msg, sz := visible(pack.OfBytes(r.rest))
		return lua54.Push(L, lua.LFalse, lua54.Int(session), msg, sz, lua.LBool(kind == requestPart))
	case 0, requestLong, requestLong | requestPushed,
		requestNamed, requestNamed | requestLong, requestNamed | requestLong | requestPushed:
	default:
		lua54.Errorf(L, "Invalid req package type %d", int8(kind))
	}
	var addr lua.LValue
	if kind&requestNamed == 0 {
		addr = lua54.Int(r.number())
	} else {
		addr = lua.LString(r.take(int(r.take(1)[0])))
	}
	session := r.number()
	if kind&requestLong != 0 {
		size := r.number()
		if r.rest != "" {
			r.bad()
		}
		return lua54.Push(L, addr, lua54.Int(session), lua.LNil, lua54.Int(size), lua.LTrue, lua.LBool(kind&requestPushed != 0))
	}
	msg, sz := visible(pack.OfBytes(r.rest))
	if session != 0 {
		return lua54.Push(L, addr, lua54.Int(session), msg, sz)
	}
	return lua54.Push(L, addr, lua54.Int(session), msg, sz, lua.LNil, lua.LTrue)
}

// clusterReader reads what another node has sent.
type clusterReader struct {
	L    *luahost.State
	rest string
	size int // of all
}

func (r *clusterReader) bad() { lua54.Errorf(r.L, "Invalid cluster message (size=%d)", r.size) }

func (r *clusterReader) take(n int) string {
	if n > len(r.rest) {
		r.bad()
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *clusterReader) number() int64 {
	return int64(binary.LittleEndian.Uint32([]byte(r.take(4))))
}

// packResponse(session, ok, msg, sz), or with a string: a package, or a list of
// them if the answer is too long for one.
func packResponse(L *luahost.State) int {
	session, ok := lua54.CheckInt(L, 1), L.Get(2) != lua.LNil && L.Get(2) != lua.LFalse
	body := bytesOf(L, 3)
	of := func(kind byte, body string) lua.LValue {
		return clusterPackage(append(number32(nil, session), kind), body)
	}
	switch {
	case !ok:
		return lua54.Push(L, of(answerError, body[:min(len(body), clusterPart)]))
	case len(body) <= clusterPart:
		return lua54.Push(L, of(answerAll, body))
	}
	size := of(answerLong, string(number32(nil, int64(len(body)))))
	parts := clusterParts(L, body, func(part string, last bool) lua.LValue {
		if last {
			return of(answerLast, part)
		}
		return of(answerPart, part)
	})
	return lua54.Push(L, lua54.NewList(append([]lua.LValue{size}, parts...)))
}

// unpackResponse(text) returns session, whether it is an answer, its text or
// size, and true if more follow; nothing for what is no answer.
func unpackResponse(L *luahost.State) int {
	text := lua54.CheckStr(L, 1)
	if len(text) < 5 {
		return 0
	}
	session := lua54.Int(int64(binary.LittleEndian.Uint32([]byte(text))))
	body := text[5:]
	switch text[4] {
	case answerError:
		return lua54.Push(L, session, lua.LFalse, lua.LString(body))
	case answerAll, answerLast:
		return lua54.Push(L, session, lua.LTrue, lua.LString(body))
	case answerPart:
		return lua54.Push(L, session, lua.LTrue, lua.LString(body), lua.LTrue)
	case answerLong:
		if len(body) == 4 {
			size := int64(binary.LittleEndian.Uint32([]byte(body)))
			return lua54.Push(L, session, lua.LTrue, lua54.Int(size), lua.LTrue)
		}
	}
	return 0
}

// appendPart(list, msg, sz) adds a part; appendPart(list, nil, size) the size.
func appendPart(L *luahost.State) int {
	list := lua54.CheckTable(L, 1)
	if L.Get(2) == lua.LNil {
		list.Append(lua54.Int(lua54.CheckInt(L, 3)))
		return 0
	}
	part := bytesOf(L, 2)
	lua54.Charge(L, len(part))
	list.Append(lua.LString(part))
	return 0
}

// concatParts(list) returns the message that the list's size and parts are,
// nothing if they don't fit.
func concatParts(L *luahost.State) int {
	list, ok := L.Get(1).(*lua54.Table)
	if !ok {
		return 0
	}
	size, ok := lua54.ToInt(list.RawGetInt(1))
	if !ok {
		return 0
	}
	var body strings.Builder
	for i := 2; ; i++ {
		part, ok := list.RawGetInt(i).(lua.LString)
		if !ok {
			break
		}
		if int64(body.Len()+len(part)) > size {
			return 0
		}
		lua54.CheckSize(L, body.Len()+len(part))
		body.WriteString(string(part))
	}
	if int64(body.Len()) != size {
		return 0
	}
	msg, sz := visible(pack.OfBytes(body.String()))
	return lua54.Push(L, msg, sz)
}

// isClusterName(address) returns true for a name of a cluster, "@name", nothing for others.
func isClusterName(L *luahost.State) int {
	if name, ok := lua54.Str(L.Get(1)); ok && strings.HasPrefix(name, "@") {
		return lua54.Push(L, lua.LTrue)
	}
	return 0
}

// nodeName() is what this process calls itself.
func nodeName(L *luahost.State) int {
	host, err := os.Hostname()
	if err != nil {
		host = "noname"
	}
	host = strings.Map(func(r rune) rune {
		if r <= ' ' {
			return '_'
		}
		return r
	}, host)
	return lua54.Push(L, lua.LString(host+strconv.Itoa(os.Getpid())))
}
