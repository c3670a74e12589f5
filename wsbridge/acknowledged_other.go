//go:build !linux

package wsbridge

// acknowledged is known on Linux only.
func (w *wire) acknowledged() (bytes uint32, pending bool) { return 0, false }
