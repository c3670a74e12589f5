//go:build !linux

package wsbridge

// Elsewhere a connection that waits has a goroutine, which Go's runtime wakes.
const canPoll = false

var thePoller poller

type poller struct{}

func (*poller) arm(*Conn) bool { return false }
func (*poller) leave(*Conn)    {}
