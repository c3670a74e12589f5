package skynet

import (
	"maps"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// Modules are skynet and those around it. version is that of luaws, for messages.
func Modules(version string) map[string]luahost.Module {
	return map[string]luahost.Module{
		"skynet":              skynetModule(),
		"skynet.cluster.core": luahost.CoreLibrary(clusterFunctions, nil),
		"skynet.codecache":    luahost.CoreLibrary(codecache, nil),
		"skynet.core":         luahost.CoreLibrary(core, packers),
		"skynet.debug":        luahost.CoreLibrary(debugModule, nil),
		"skynet.memory":       luahost.CoreLibrary(memory(version), nil),
		"skynet.netpack":      luahost.CoreLibrary(netpackFunctions, nil),
		"skynet.profile":      luahost.CoreLibrary(profiles, nil),
		"skynet.queue":        {Core: true, Open: func(*luahost.Service, *luahost.State) lua.LValue { return queueFunc }},

		// For modules of ours in Lua; not for scripts.
		"luaws.services": luahost.CoreLibrary(hostFunctions, nil),
		"luaws.tasks":    luahost.CoreLibrary(taskFunctions, nil),
	}
}

// functions are those of the module skynet, besides values.
var functions = map[string]lua.LGFunction{
	"start": start, "init": initFunc, "exit": exit,
	"newservice": newService, "launch": launchService, "kill": kill, "abort": abort,
	"uniqueservice": uniqueService, "queryservice": queryService, "monitor": monitor,
	"register": register, "name": nameService, "harbor": harbor,

	"fork": fork, "timeout": timeout,
	"sleep": sleep, "yield": yield, "wait": wait, "wakeup": wakeup,
	"now": now, "time": timeOfDay, "starttime": startTime, "hpc": hpc,
	"packstring": packString, "tostring": toString, "trash": trash,
	"register_protocol": registerProtocol, "dispatch": dispatch,
	"send": send, "rawsend": rawSend, "redirect": redirect, "call": call, "rawcall": rawCall, "genid": genID,
	"ret": ret, "retpack": retPack, "response": response, "ignoreret": ignoreRet, "context": context,
	"dispatch_unknown_request": dispatchUnknownRequest, "dispatch_unknown_response": dispatchUnknownResponse,
	"request": newRequest, "info_func": infoFunc,
	"task": task, "uniqtask": uniqTask, "killthread": killThread, "term": term,
	"stat": stat, "mqlen": mqlen, "endless": endless, "memlimit": memLimit,
	"trace": trace, "tracetag": traceTag, "tracelog": traceLog, "traceproto": traceProto,
	"tracecall": traceCallFunc, "trace_timeout": traceTimeout,
	"dispatch_message": dispatchMessage, "forward_type": forwardType, "filter": filter,
	"init_service": initService, "pcall": oldPCall,
	"self": self, "address": address, "localname": localName,
	"error": logError, "getenv": getEnv, "setenv": setEnv,
}

// packers are functions that are looked for by their identity.
var packers = map[string]lua.LValue{"pack": packFunc, "unpack": unpackFunc}

// values are those of the module skynet: the packers, queue, and the kinds of
// messages (skynet.h).
func values() map[string]lua.LValue {
	all := maps.Clone(packers)
	all["queue"] = queueFunc
	for id, name := range [...]string{
		"TEXT", "RESPONSE", "MULTICAST", "CLIENT", "SYSTEM", "HARBOR", "SOCKET", "ERROR", "QUEUE", "DEBUG", "LUA", "SNAX", "TRACE",
	} {
		all["PTYPE_"+name] = lua54.Int(int64(id))
	}
	return all
}

// skynetModule is the module skynet, whose fields that are tables are made when
// they are first read.
func skynetModule() luahost.Module {
	m := luahost.CoreLibrary(functions, values())
	return luahost.Module{Core: true, Alike: true, Open: func(s *luahost.Service, L *luahost.State) lua.LValue {
		t := m.Open(s, L).(*lua54.Table)
		t.SetMetatable(skynetMeta().Copy())
		return t
	}}
}

var skynetMeta = sync.OnceValue(func() *lua54.Shared {
	mt := lua54.NewTable(0, 1)
	mt.RawSetString("__index", lazyField)
	return lua54.Share(mt)
})

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

func libraryOf(s *luahost.Service) *library {
	return luahost.Kept(s, func() *library {
		l := &library{s: s}
		s.Receive(l.receive)
		s.OnExit(l.leave)
		return l
	})
}
