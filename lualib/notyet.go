package lualib

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// What projects know and luaws doesn't have yet.

// onUseNotYet are modules that many files require at their top, and some never
// use: they can be required, and calling a function of one raises an error that
// names it. Where it is false, a project's copy of skynet's own file runs on what
// there is; the others need what isn't there.
var onUseNotYet = map[string]bool{
	"skynet.cluster":           false,
	"skynet.datasheet":         true,
	"skynet.datasheet.builder": true,
	"skynet.db.mongo":          true,
	"skynet.db.mysql":          false,
	"skynet.db.redis":          false,
	"skynet.remotedebug":       true,
	"skynet.sharedata":         true,
	"skynet.sharedata.corelib": true,
	"skynet.sharemap":          true,
	"skynet.sharetable":        true,
	"skynet.stm":               true,
	"sproto":                   true,
	"sproto.core":              true,
	"sprotoloader":             true,
	"sprotoparser":             true,
}

// servicesNotYet can't be had, but as a project's copy of skynet's own.
var servicesNotYet = []string{"clusteragent", "clusterd", "clusterproxy", "clustersender", "sharedatad"}

// notYet are the modules that aren't there. A project's own file of the name
// comes first.
func notYet() map[string]luahost.Module {
	all := map[string]luahost.Module{}
	for name, old := range onUseNotYet {
		all[name] = refusedOnUse(name, old)
	}
	return all
}

// refusedOnUse stands for one whose functions can't be called. If it is old, a
// file of skynet's own of the name doesn't count as the project's.
func refusedOnUse(name string, old bool) luahost.Module {
	field := lua54.NewFunction(func(L *luahost.State) int {
		key := lua54.ToString(L, L.Get(2))
		return lua54.Push(L, lua54.NewFunction(func(L *luahost.State) int {
			lua54.Errorf(L, "%s.%s is not supported yet by luaws %s", name, key, Version)
			return 0
		}))
	})
	return luahost.Module{Old: old, Open: func(*luahost.Service, *luahost.State) lua.LValue {
		t, mt := lua54.NewTable(0, 0), lua54.NewTable(0, 1)
		mt.RawSetString("__index", field)
		t.SetMetatable(mt)
		return t
	}}
}

// noService stands for a service that can't be had; yet is " yet" or nothing.
func noService(name, yet string) luahost.Module {
	text := fmt.Sprintf("service '%s' is not supported%s by luaws %s", name, yet, Version)
	return luahost.Module{Name: "luaws:service", Source: fmt.Sprintf("error(%q, 0)", text)}
}
