package skynet

import (
	"runtime/metrics"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// memory is the module skynet.memory, as far as there is something to tell: the
// Go heap is everybody's. version is that of luaws.
func memory(version string) map[string]lua.LGFunction {
	fns := map[string]lua.LGFunction{
		"total":   func(L *luahost.State) int { return metric(L, "/memory/classes/heap/objects:bytes") },
		"block":   func(L *luahost.State) int { return metric(L, "/gc/heap/objects:objects") },
		"current": func(L *luahost.State) int { return lua54.Push(L, lua54.Int(lua54.MemUsed(L))) },
		"info":    memoryInfo,
	}
	for _, name := range []string{ // these are about skynet's own allocator
		"dump", "dumpheap", "dumpinfo", "jestat", "mallctl", "profactive", "ssexpand", "ssinfo",
	} {
		fns[name] = func(L *luahost.State) int {
			lua54.Errorf(L, "skynet.memory.%s is not supported yet by luaws %s", name, version)
			return 0
		}
	}
	return fns
}

func metric(L *luahost.State, name string) int {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return lua54.Push(L, lua54.Int(int64(sample[0].Value.Uint64())))
}

// memoryInfo gives the bytes of the calling service, by address: only a service
// itself knows them (the debug command MEM asks another one).
func memoryInfo(L *luahost.State) int {
	t := lua54.NewTable(0, 1)
	t.RawSet(lua54.Int(int64(luahost.ServiceOf(L).Addr())), lua54.Int(lua54.MemUsed(L)))
	return lua54.Push(L, t)
}
