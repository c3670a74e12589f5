package websocket

import (
	"fmt"

	"github.com/luaws/luaws/luahost/lua54"
)

// Warnings tells what in the script looks as if it was to be shared between
// connections, when each has a state of its own.
func (v *Serve) Warnings() []string {
	if !v.isolate {
		return nil
	}
	p, err := v.host.Compile(v.script)
	if err != nil {
		return nil
	}
	var all []string
	for _, w := range lua54.OuterWrites(p) {
		all = append(all, fmt.Sprintf("%s:%d: '%s' is declared outside of the handlers and written to here, but each connection has its own; "+
			"if connections are to share it, use --workers 1", v.script, w.Line, w.Name))
	}
	return all
}
