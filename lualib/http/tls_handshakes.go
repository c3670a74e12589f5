package http

import (
	"runtime"

	"github.com/luaws/luaws/luahost"
)

// An engine that is not through with its handshake holds a stack. It is ended when
// its session is closed, when the script has dropped that, or when the service
// ends, whatever comes first.

// watch makes the session of e.
func watch(ends *luahost.Ends, e *tlsEngine) *tlsSession {
	s := &tlsSession{e}
	ends.Add(e, e.close)
	runtime.AddCleanup(s, ends.End, any(e))
	return s
}
