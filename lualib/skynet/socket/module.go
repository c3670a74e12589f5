package socket

import (
	"maps"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/wsbridge"
)

// library is what the functions of both modules work on.
type library struct{ sockets *wsbridge.Sockets }

// Modules are skynet.socket and skynet.socketdriver, over a table of sockets.
func Modules(sockets *wsbridge.Sockets) map[string]luahost.Module {
	k := &library{sockets}
	return map[string]luahost.Module{
		"skynet.socket":       luahost.CoreLibrary(k.socketFunctions(), nil),
		"skynet.socketdriver": luahost.CoreLibrary(k.driverFunctions(), nil),
	}
}

func (k *library) socketFunctions() map[string]lua.LGFunction {
	fns := map[string]lua.LGFunction{
		"open": k.open, "listen": k.listen, "bind": k.bind, "stdin": k.stdin, "start": k.start,
		"read": k.read, "readline": k.readLine, "readall": k.readAll, "block": k.block, "pause": k.pause,
		"write": k.send, "lwrite": k.sendLow,
		"close": k.close, "close_fd": k.closeFD, "shutdown": k.shutdown, "abandon": k.abandon,
		"invalid": k.invalid, "disconnected": k.disconnected,
		"lock": k.lock, "unlock": k.unlock,
		"limit": k.limit, "warning": k.warning, "onclose": k.onClose,
		"udp": k.udp, "udp_connect": k.udpConnect, "udp_dial": k.udpDial, "udp_listen": k.udpListen,
		"sendto": k.udpSend, "netstat": k.info,
	}
	maps.Copy(fns, k.common())
	return fns
}

// common are those that both modules have.
func (k *library) common() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"header": header, "udp_address": udpAddress, "resolve": resolve,
	}
}
