//go:build !linux

package wsbridge

import "net"

// limitUnacknowledged leaves it to the system how long it tries.
func limitUnacknowledged(net.Conn) {}
