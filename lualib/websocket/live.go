package websocket

import (
	"sync"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/wsbridge"
)

// live holds what ends the connections of a service when it ends.
type live struct {
	mu   sync.Mutex
	ends map[any]func()
}

func liveOf(s *luahost.Service) *live {
	return luahost.Kept(s, func() *live {
		l := &live{ends: map[any]func(){}}
		s.OnExit(func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			for _, end := range l.ends {
				end()
			}
		})
		return l
	})
}

func (l *live) add(key any, end func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ends[key] = end
}

func (l *live) remove(key any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.ends, key)
}

// join has the connection end with its service, leave takes that back.
func (x *session) join() {
	x.live = liveOf(x.s)
	x.live.add(x.conn, func() { x.conn.Close(wsbridge.CloseGoingAway, "service ended") })
}

func (x *session) leave() {
	if x.live != nil {
		x.live.remove(x.conn)
	}
}
