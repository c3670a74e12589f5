package socket

import (
	"maps"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// library is what the functions of both modules work on.
type library struct{ sockets *wsbridge.Sockets }

// Modules are skynet.socket and skynet.socketdriver, over a table of sockets.
func Modules(sockets *wsbridge.Sockets) map[string]luahost.Module {
	k := &library{sockets}
	return map[string]luahost.Module{
		"skynet.socket":       module(k.socketFunctions()),
		"skynet.socketdriver": module(k.driverFunctions()),
	}
}

// module has one table for all services, until one writes to its own.
func module(fns map[string]lua.LGFunction) luahost.Module {
	table := sync.OnceValue(func() *lua54.Shared {
		t := lua54.NewTable(0, len(fns))
		for name, f := range fns {
			t.RawSetString(name, lua54.NewFunction(f))
		}
		return lua54.Share(t)
	})
	return luahost.Module{Core: true, Open: func(*luahost.Service, *luahost.State) lua.LValue { return table().Copy() }}
}

func (k *library) socketFunctions() map[string]lua.LGFunction {
	fns := map[string]lua.LGFunction{
		"open": k.open, "listen": k.listen, "bind": k.bind, "stdin": k.stdin, "start": k.start,
		"read": k.read, "readline": k.readLine, "readall": k.readAll, "block": k.block, "pause": k.pause,
		"write": k.send, "lwrite": k.sendLow,
		"close": k.close, "close_fd": k.closeFD, "shutdown": k.shutdown, "abandon": k.abandon,
		"invalid": k.invalid, "disconnected": k.disconnected,
		"limit": k.limit, "warning": k.warning, "onclose": k.onClose,
		"udp": k.udp, "udp_connect": k.udpConnect, "udp_dial": k.udpDial, "udp_listen": k.udpListen,
		"sendto": k.udpSend,
	}
	maps.Copy(fns, k.common())
	return fns
}

// common are those that both modules have.
func (k *library) common() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"header": header, "udp_address": udpAddress, "netstat": k.info, "resolve": resolve,
	}
}
