package wsbridge

import (
	"net"
	"time"
)

// keepAlive finds a client that has vanished without a word within a minute.
var keepAlive = net.KeepAliveConfig{
	Enable:   true,
	Idle:     30 * time.Second,
	Interval: 10 * time.Second,
	Count:    3,
}

// vanished is the same for a client that something is on the way to.
const vanished = time.Minute

// tune sets the options that all TCP streams have. Those of Sockets have them already.
func tune(nc net.Conn) { new(tuner).tune(nc) }

// isTCP: what is around another net.Conn, such as a tls.Conn, is not.
func isTCP(nc net.Conn) bool {
	_, ok := nc.(interface {
		SetKeepAliveConfig(net.KeepAliveConfig) error
	})
	return ok
}
