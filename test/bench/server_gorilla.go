//go:build linux

package main

import (
	"net/http"
	"os"
	"os/exec"
	"sync"

	"github.com/gorilla/websocket"
)

// gorillaServer is this program again, as a raw gorilla server in the way of its own
// examples: ReadMessage and WriteMessage, a goroutine for each connection, net/http.
func gorillaServer() *server {
	return &server{
		name:      base,
		scenarios: []scenario{echo, broadcast, room},
		command: func(sc scenario, addr, dir string) (*exec.Cmd, error) {
			return again("gorilla", string(sc), addr), nil
		},
	}
}

// serveGorilla is what the process does.
func serveGorilla(sc scenario, addr string) error {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	serve := gorillaEcho
	if sc != echo {
		serve = new(gorillaMembers).serve
	}
	return http.ListenAndServe(addr, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		serve(c)
	}))
}

func gorillaEcho(c *websocket.Conn) {
	for {
		kind, p, err := c.ReadMessage()
		if err != nil {
			return
		}
		if err := c.WriteMessage(kind, p); err != nil {
			return
		}
	}
}

// gorillaMembers are the connections that each message goes to.
type gorillaMembers struct {
	mu  sync.Mutex
	all map[*websocket.Conn]bool
}

func (m *gorillaMembers) serve(c *websocket.Conn) {
	m.mu.Lock()
	if m.all == nil {
		m.all = map[*websocket.Conn]bool{}
	}
	m.all[c] = true
	c.WriteMessage(websocket.TextMessage, []byte("welcome"))
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		delete(m.all, c)
		m.mu.Unlock()
	}()
	for {
		kind, p, err := c.ReadMessage()
		if err != nil {
			return
		}
		prepared, err := websocket.NewPreparedMessage(kind, p)
		if err != nil {
			return
		}
		m.mu.Lock()
		for member := range m.all {
			member.WritePreparedMessage(prepared) // who has gone is told so when it reads
		}
		m.mu.Unlock()
	}
}

// roleEnv has the program be something else than the command.
const roleEnv = "LUAWS_BENCH_ROLE"

// again is the command of this program in another role.
func again(role string, args ...string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Env = append(os.Environ(), roleEnv+"="+role)
	return cmd
}
