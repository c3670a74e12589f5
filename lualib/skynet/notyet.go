package skynet

// What skynet has besides: public functions of skynet's
// lualib that luaws doesn't have yet. Calling one raises an error that names it.

var notYet = []string{}

// ModulesNotYet are modules that can't be required yet.
var ModulesNotYet = []string{"websocket.client"}

// ServicesNotYet are services that can't be had, but as a project's copy of skynet's own.
var ServicesNotYet = []string{"clusteragent", "clusterd", "clusterproxy", "clustersender", "sharedatad"}

// OnUseNotYet are modules that many files require at their top, and some never
// use: they can be required, and calling a function of one raises an error that
// names it. Where it is false, a project's copy of skynet's own file runs on what
// there is; the others need what isn't there.
var OnUseNotYet = map[string]bool{
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
