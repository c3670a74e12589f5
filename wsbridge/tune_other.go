//go:build !linux

package wsbridge

import "net"

// Listen is net.Listen for [Server.Serve] and [Sockets]. (On Linux it saves system
// calls for each stream.)
func Listen(network, address string) (net.Listener, error) { return net.Listen(network, address) }

// A tuner sets the options of a listener's streams. How long a stream lasts that a
// peer acknowledges nothing of is up to the system.
type tuner struct{}

func (*tuner) tune(nc net.Conn) {
	if k, ok := nc.(interface {
		SetKeepAliveConfig(net.KeepAliveConfig) error
	}); ok {
		k.SetKeepAliveConfig(keepAlive)
	}
}
