package cli

import (
	"context"
	"crypto/tls"
	"net/http"
	"time"

	"github.com/coder/websocket"
	"github.com/rogpeppe/go-internal/testscript"
)

// world is what a script has besides files: a luaws in the background, and its
// clients.
type world struct {
	ctx     context.Context
	process *process
	clients map[string]*websocket.Conn

	identity  []tls.Certificate // of the clients
	forwarded http.Header       // what a proxy in front of luaws sends
}

type worldKey struct{}

// patience is for what is broken; nothing that works waits for it to pass.
const patience = time.Minute

func newWorld(env *testscript.Env) *world {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	w := &world{ctx: ctx, clients: map[string]*websocket.Conn{}}
	env.Defer(func() {
		for _, c := range w.clients {
			c.CloseNow()
		}
		if w.process != nil {
			w.process.kill()
		}
		cancel()
	})
	return w
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(worldKey{}).(*world) }

// running is the world's process.
func running(ts *testscript.TestScript) *process {
	p := worldOf(ts).process
	if p == nil {
		ts.Fatalf("no luaws was started")
	}
	return p
}
