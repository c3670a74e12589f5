package skynet

// What skynet and skynet.socket have besides: public functions of skynet's
// lualib that luaws doesn't have yet. Calling one raises an error that names it.

var notYet = []string{}

var socketNotYet = []string{
	"abandon", "bind", "block", "close_fd", "disconnected", "header", "invalid", "limit", "lwrite",
	"netstat", "onclose", "open", "pause", "read", "readall", "readline", "resolve", "sendto",
	"shutdown", "stdin", "udp", "udp_address", "udp_connect", "udp_dial", "udp_listen", "warning",
	"write",
}

// ModulesNotYet are modules of skynet's that can't be required yet.
var ModulesNotYet = []string{
	"skynet.cluster",
	"skynet.datasheet",
	"skynet.db.mongo",
	"skynet.db.mysql",
	"skynet.db.redis",
	"skynet.dns",
	"skynet.netpack",
	"skynet.remotedebug",
	"skynet.sharedata",
	"skynet.sharemap",
	"skynet.sharetable",
	"skynet.socketchannel",
	"skynet.socketdriver",
	"skynet.stm",
	"snax.gateserver",
	"snax.loginserver",
	"snax.msgserver",
	"sproto",
	"sprotoloader",
	"sprotoparser",
	"websocket.client",
}
