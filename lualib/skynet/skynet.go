package skynet

import (
	"fmt"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// Modules are skynet and skynet.socket. sockets is where listeners and accepted
// streams get their ids; version is that of luaws, for messages.
func Modules(sockets *wsbridge.Sockets, version string) map[string]luahost.Module {
	sock := &socketLib{sockets: sockets}
	all := serviceModules(version)
	all["skynet"] = module("skynet", version, functions, constants, notYet)
	all["skynet.socket"] = module("skynet.socket", version, sock.functions(), nil, socketNotYet)
	return all
}

var functions = map[string]lua.LGFunction{
	"start": start, "init": initFunc, "exit": exit,
	"newservice": newService, "launch": launchService, "kill": kill, "abort": abort,
	"uniqueservice": uniqueService, "queryservice": queryService, "monitor": monitor,
	"register": register, "name": nameService, "harbor": harbor,

	"fork": fork, "timeout": timeout,
	"sleep": sleep, "yield": yield, "wait": wait, "wakeup": wakeup,
	"now": now, "time": timeOfDay, "starttime": startTime, "hpc": hpc,
	"pack": nil, "unpack": nil, "packstring": packString, "tostring": toString, "trash": trash,
	"register_protocol": registerProtocol, "dispatch": dispatch,
	"send": send, "rawsend": rawSend, "redirect": redirect, "call": call, "rawcall": rawCall, "genid": genID,
	"ret": ret, "retpack": retPack, "response": response, "ignoreret": ignoreRet, "context": context,
	"dispatch_unknown_request": dispatchUnknownRequest, "dispatch_unknown_response": dispatchUnknownResponse,
	"self": self, "address": address, "localname": localName,
	"error": logError, "getenv": getEnv, "setenv": setEnv,
}

// known are functions that are looked for by their identity.
var known = map[string]*lua.LFunction{"pack": packFunc, "unpack": unpackFunc}

// constants are the kinds of messages (skynet.h).
var constants = map[string]int64{
	"PTYPE_TEXT": 0, "PTYPE_RESPONSE": 1, "PTYPE_MULTICAST": 2, "PTYPE_CLIENT": 3,
	"PTYPE_SYSTEM": 4, "PTYPE_HARBOR": 5, "PTYPE_SOCKET": 6, "PTYPE_ERROR": 7,
	"PTYPE_QUEUE": 8, "PTYPE_DEBUG": 9, "PTYPE_LUA": 10, "PTYPE_SNAX": 11, "PTYPE_TRACE": 12,
}

// module makes a core module whose table all services share. The functions
// named in missing raise an error that says so.
func module(name, version string, fns map[string]lua.LGFunction, consts map[string]int64, missing []string) luahost.Module {
	table := sync.OnceValue(func() *lua54.Shared {
		t := lua54.NewTable(0, len(fns)+len(consts)+len(missing))
		for k, f := range fns {
			if g := known[k]; f == nil {
				t.RawSetString(k, g)
			} else {
				t.RawSetString(k, lua54.NewFunction(f))
			}
		}
		for k, n := range consts {
			t.RawSetString(k, lua54.Int(n))
		}
		for _, k := range missing {
			text := fmt.Sprintf("%s.%s is not supported yet by luaws %s", name, k, version)
			t.RawSetString(k, lua54.NewFunction(func(L *luahost.State) int {
				lua54.Errorf(L, "%s", text)
				return 0
			}))
		}
		return lua54.Share(t)
	})
	return luahost.Module{Core: true, Open: func(*luahost.Service, *luahost.State) lua.LValue { return table().Copy() }}
}

// library is what this package keeps for a service.
type library struct {
	s *luahost.Service

	protos    *lua54.Table // see protocols
	last      int          // session
	sessions  map[int]*session
	responses map[*responder]struct{}
	forgotten map[uint32]struct{} // who waits for answers that will not come
	unknown   [2]lua.LValue       // handlers of unknown requests and responses, or nil

	inits    []lua.LValue // of skynet.init
	started  bool
	sleeping map[lua.LValue]luahost.Wait // by token
}

type libraryKey struct{}

func libraryOf(s *luahost.Service) *library {
	if l, ok := s.Value(libraryKey{}).(*library); ok {
		return l
	}
	l := &library{s: s, sleeping: map[lua.LValue]luahost.Wait{}}
	s.SetValue(libraryKey{}, l)
	s.Receive(l.receive)
	s.OnExit(l.leave)
	return l
}
