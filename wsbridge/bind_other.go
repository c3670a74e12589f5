//go:build !unix

package wsbridge

import "errors"

// Bind is not to be had here.
func (t *Sockets) Bind(fd int, sink Sink, flow bool) (id int, err error) {
	return 0, errors.ErrUnsupported
}
