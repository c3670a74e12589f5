package skynet

import (
	_ "embed"
	"fmt"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// Modules are skynet and those around it. version is that of luaws, for messages.
func Modules(version string) map[string]luahost.Module {
	all := serviceModules(version)
	all["skynet"] = skynetModule(version)
	all["skynet.cluster.core"] = module("skynet.cluster.core", version, clusterFunctions, nil, nil)
	all["skynet.core"] = module("skynet.core", version, core, nil, nil)
	all["skynet.debug"] = module("skynet.debug", version, debugModule, nil, nil)
	all["skynet.netpack"] = module("skynet.netpack", version, netpackFunctions, nil, nil)
	all["skynet.profile"] = module("skynet.profile", version, profiles, nil, nil)
	all["luaws.tasks"] = module("luaws.tasks", version, taskFunctions, nil, nil)
	all["skynet.coroutine"] = luahost.Module{Core: true, Source: coroutineSource, Name: "luaws:skynet/coroutine.lua"}
	all["skynet.inject"] = luahost.Module{Core: true, Source: injectSource, Name: "luaws:skynet/inject.lua"}
	all["skynet.queue"] = luahost.Module{Core: true, Open: func(*luahost.Service, *luahost.State) lua.LValue { return queueFunc }}
	return all
}

//go:embed coroutine.lua
var coroutineSource string

//go:embed inject.lua
var injectSource string

// functions are those of the module skynet; nil: see known.
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
	"request": newRequest, "queue": nil, "info_func": infoFunc,
	"task": task, "uniqtask": uniqTask, "killthread": killThread, "term": term,
	"stat": stat, "mqlen": mqlen, "endless": endless, "memlimit": memLimit,
	"trace": trace, "tracetag": traceTag, "tracelog": traceLog, "traceproto": traceProto,
	"tracecall": traceCallFunc, "trace_timeout": traceTimeout,
	"dispatch_message": dispatchMessage, "forward_type": forwardType, "filter": filter,
	"init_service": initService, "pcall": oldPCall,
	"self": self, "address": address, "localname": localName,
	"error": logError, "getenv": getEnv, "setenv": setEnv,
}

// known are functions that are looked for by their identity.
var known = map[string]*lua.LFunction{"pack": packFunc, "unpack": unpackFunc, "queue": queueFunc}

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
			if f == nil {
				t.RawSetString(k, known[k])
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

// skynetModule is the module skynet, whose fields that are tables are made when
// they are first read.
func skynetModule(version string) luahost.Module {
	m := module("skynet", version, functions, constants, notYet)
	return luahost.Module{Core: true, Open: func(s *luahost.Service, L *luahost.State) lua.LValue {
		t, mt := m.Open(s, L).(*lua54.Table), lua54.NewTable(0, 1)
		mt.RawSetString("__index", lazyField)
		t.SetMetatable(mt)
		return t
	}}
}

// lazyField is skynet._proto, the protocols, and skynet.cache, the module
// skynet.codecache.
var lazyField = lua54.NewFunction(func(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	switch L.Get(2) {
	case lua.LValue(lua.LString("_proto")):
		return lua54.Push(L, libraryOf(s).protocols())
	case lua.LValue(lua.LString("cache")):
		lua54.Push(L, s.Lua().Globals().RawGetString("require"), lua.LString("skynet.codecache"))
		lua54.Call(L, 1, 1)
		return 1
	}
	return 0
})

// library is what this package keeps for a service.
type library struct {
	s *luahost.Service

	origin    origin
	protos    *lua54.Table // see protocols
	last      int          // session
	sessions  map[int]*session
	responses map[*responder]struct{}
	forgotten map[uint32]struct{} // who waits for answers that will not come
	unknown   [2]lua.LValue       // handlers of unknown requests and responses, or nil

	callback lua.LValue   // sees messages first, or nil
	forward  *lua54.Table // see forwardType

	inits       []lua.LValue // of skynet.init
	started     bool
	sleeping    map[lua.LValue]*session // by token
	starting    *luahost.Task           // the last task of skynet.start, until it has ended
	starts      []lua.LValue            // functions given to further calls of it, until
	initialized bool                    // the functions given to init have run

	traceTimers bool
	traced      map[uint32]string // tags of requests to come, by who sends them
	traces      int

	requestMeta *lua54.Table          // of request objects
	info        lua.LValue            // see infoFunc
	commands    map[string]lua.LValue // of the protocol "debug", besides ours
	gcing       bool
}

type libraryKey struct{}

func libraryOf(s *luahost.Service) *library {
	if l, ok := s.Value(libraryKey{}).(*library); ok {
		return l
	}
	l := &library{s: s, sleeping: map[lua.LValue]*session{}}
	s.SetValue(libraryKey{}, l)
	s.Receive(l.receive)
	s.OnExit(l.leave)
	return l
}
