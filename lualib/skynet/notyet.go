package skynet

// What skynet has besides: public functions of skynet's
// lualib that luaws doesn't have yet. Calling one raises an error that names it.

var notYet = []string{}

// ModulesNotYet are modules of skynet's that can't be required yet.
var ModulesNotYet = []string{
	"skynet.cluster",
	"skynet.datasheet",
	"skynet.db.mongo",
	"skynet.db.mysql",
	"skynet.db.redis",
	"skynet.remotedebug",
	"skynet.sharedata",
	"skynet.sharemap",
	"skynet.sharetable",
	"skynet.stm",
	"websocket.client",
}

// OnUseNotYet are modules that many files require at their top, and some never
// use: they can be required, and using one raises an error that names it.
var OnUseNotYet = []string{"sproto", "sproto.core", "sprotoloader", "sprotoparser"}
