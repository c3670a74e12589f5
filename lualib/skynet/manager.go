package skynet

import (
	"fmt"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// What skynet.manager adds to skynet. Here it is always there.

// launch("snlua", name, ...) makes a service and returns its address at once.
func launchService(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	kind, words := commandLine(L, 1, "launch")
	if kind != "snlua" || len(words) == 0 {
		s.Log(fmt.Sprintf("error: launch %s FAILED: luaws has no services in C, only \"snlua\" with the name of a Lua service", kind))
		return 0
	}
	child, err := spawn(s.Host(), launch{name: words[0], args: words[1:]})
	if err != nil {
		lua54.Errorf(L, "launch %s: %s", words[0], err.Error())
	}
	return lua54.Push(L, lua54.Int(int64(child.Addr())))
}

// kill(address or name) ends a service: nobody finds it any more, and it ends as
// soon as the task that it runs has blocked or ended.
func kill(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	addr, ok := addressOf(s.Host(), L.Get(1))
	if !ok {
		if name, isText := lua54.Str(L.Get(1)); isText {
			s.Log(fmt.Sprintf("error: Can't convert %s to handle", name))
			return 0
		}
		lua54.ArgError(L, 1, "address or name expected, got "+lua54.TypeName(L, L.Get(1)))
	}
	s.Host().Retire(addr, s)
	return 0
}

// abort ends the process, with exit code 0 as in skynet. The task goes on until
// it blocks.
func abort(L *luahost.State) int {
	if !luahost.ServiceOf(L).Host().Exit(0) {
		lua54.Errorf(L, "skynet.abort is not allowed here")
	}
	return 0
}

// register(name) gives the calling service a name.
func register(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	setName(L, s, lua54.CheckStr(L, 1), s.Addr())
	return 0
}

// name(name, address) gives a service a name.
func nameService(L *luahost.State) int {
	s, name := luahost.ServiceOf(L), lua54.CheckStr(L, 1)
	addr, ok := addressOf(s.Host(), L.Get(2))
	switch {
	case ok:
		setName(L, s, name, addr)
	case L.Get(2) == lua.LNil && !strings.HasPrefix(name, "."):
		setName(L, s, name, s.Addr())
	default: // skynet says nothing
		s.Log(fmt.Sprintf("error: skynet.name %s: %s is no address", name, lua54.ToString(L, L.Get(2))))
	}
	return 0
}

// setName gives a name: local ones begin with a dot, global ones have less than
// 16 characters and are no numbers. A name that another service has stays its.
func setName(L *luahost.State, s *luahost.Service, name string, addr uint32) {
	if !strings.HasPrefix(name, ".") {
		_, numeral := lua54.ToFlt(lua.LString(name))
		if name == "" || name[0] == ':' || numeral || len(name) > maxGlobalName {
			lua54.Errorf(L, "%q can't be a service's name: local ones begin with a dot, others have 1 to %d characters, no colon first, and are no numbers",
				name, maxGlobalName)
		}
	}
	h := s.Host()
	if _, of := systemServices[name]; of {
		_, _ = lookup(h, name) // it stays skynet's
	}
	if h.Service(addr) == nil {
		s.Log(fmt.Sprintf("error: skynet.name %s: there is no service :%08x", name, addr))
	} else if !h.SetName(name, addr) {
		old, _ := h.Lookup(name)
		s.Log(fmt.Sprintf("error: the name %s stays with :%08x, :%08x doesn't get it", name, old, addr))
	} else if harbor, ok := h.Lookup(".cslave"); ok && name[0] != '.' { // somebody may wait for it
		lua54.Push(L, sendFunction, lua54.Int(int64(harbor)), lua.LString("lua"), lua.LString("REGISTER"), lua.LString(name), lua54.Int(int64(addr)))
		lua54.Call(L, 5, 0)
	}
}

var sendFunction = lua54.NewFunction(send)

const maxGlobalName = 15

// localName finds the service that has a name with a dot.
func localName(L *luahost.State) int {
	name := lua54.CheckStr(L, 1)
	if !strings.HasPrefix(name, ".") {
		return 0
	}
	addr, ok := lookup(luahost.ServiceOf(L).Host(), name)
	if !ok {
		return 0
	}
	return lua54.Push(L, lua54.Int(int64(addr)))
}

// harbor(address) is the number of its node, and whether it is another than
// this one, which is 0.
func harbor(L *luahost.State) int {
	node := uint32(lua54.CheckInt(L, 1)) >> 24
	return lua54.Push(L, lua54.Int(int64(node)), lua.LBool(node != 0))
}

// addressOf reads an address: an integer, ":0000000c" or a name.
func addressOf(h *luahost.Host, v lua.LValue) (addr uint32, ok bool) {
	if v.Type() == lua.LTNumber {
		n, ok := lua54.ToInt(v)
		return uint32(n), ok && n > 0 && n == int64(uint32(n))
	}
	text, isString := v.(lua.LString)
	if !isString {
		return 0, false
	}
	if hex, isHex := strings.CutPrefix(string(text), ":"); isHex {
		n, err := strconv.ParseUint(hex, 16, 32)
		return uint32(n), err == nil && n != 0
	}
	return lookup(h, string(text))
}
