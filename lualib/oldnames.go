package lualib

import (
	"fmt"

	"github.com/luaws/luaws/luahost"
)

// renamed is what skynet 1.0 called its modules, and what today's are called.
// Since 1.1 the old names are found only by a lua_path that has skynet's
// lualib/compat10 in it. (crypt is one of them, too.)
var renamed = map[string]string{
	"clientsocket": "client.socket",
	"cluster.core": "skynet.cluster.core",
	"mongo":        "skynet.db.mongo",
	"mysql":        "skynet.db.mysql",
	"mysqlaux.c":   "skynet.mysqlaux.c",
	"redis":        "skynet.db.redis",
}

func init() {
	for _, name := range []string{
		"cluster", "datacenter", "dns", "memory", "mqueue", "multicast", "netpack", "profile",
		"sharedata", "sharemap", "snax", "socket", "socketchannel", "socketdriver", "stm",
	} {
		renamed[name] = "skynet." + name
	}
}

// oldNames are modules that lead to those of today. Where that isn't there yet,
// but skynet's own file of that time runs, the file is taken.
func oldNames() map[string]luahost.Module {
	all := map[string]luahost.Module{}
	for name, today := range renamed {
		old, notYet := onUseNotYet[today]
		all[name] = luahost.Module{Old: old || !notYet, Name: "luaws:" + name, Source: fmt.Sprintf("return require %q", today)}
	}
	return all
}
