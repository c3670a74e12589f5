//go:build !unix

package wsbridge

import "net/netip"

// sendNow leaves it to the flusher: nothing can be tried without waiting here.
func (d *datagrams) sendNow(string, netip.AddrPort) bool { return false }
