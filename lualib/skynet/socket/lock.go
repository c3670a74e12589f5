package socket

import (
	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// Functions that skynet has up to 1.4, for tasks that take turns at a socket.

// lock(id) waits until no other task has locked the socket.
func (k *library) lock(L *luahost.State) int {
	x := k.check(L)
	if !x.locked {
		x.locked = true
		return 0
	}
	w := x.pool.s.NewWait(L)
	x.lockers = append(x.lockers, w)
	w.Park(L)
	return 0
}

// unlock(id) has the task go on that has waited longest to lock the socket.
func (k *library) unlock(L *luahost.State) int {
	x := k.check(L)
	if !x.locked {
		lua54.Errorf(L, "socket %d is not locked", x.id)
	}
	for len(x.lockers) > 0 {
		w := x.lockers[0]
		x.lockers = x.lockers[1:]
		if !w.Over() {
			x.pool.s.Wake(func() { w.Resume() })
			return 0
		}
	}
	x.locked = false
	return 0
}
