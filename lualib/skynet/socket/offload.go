package socket

import (
	"context"
	"net/netip"
	"sync"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// network does what waits for a name server if host is a name; the error is raised.
func (k *library) network(L *luahost.State, host, failed string, f func(ctx context.Context) (int, error)) (id int) {
	var err error
	if _, notName := netip.ParseAddr(host); notName == nil || host == "" {
		id, err = f(context.Background())
	} else {
		id, err = k.offload(L, f)
	}
	if err != nil {
		lua54.Errorf(L, "%s: %s", failed, wsbridge.ErrorText(err))
	}
	return id
}

// offload blocks the task while f opens a socket, or does something to one. If
// the task ends meanwhile, ctx is over, and what f opens all the same is closed.
func (k *library) offload(L *luahost.State, f func(ctx context.Context) (int, error)) (id int, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	var mu sync.Mutex
	parked, ended := true, false
	defer func() {
		cancel()
		mu.Lock()
		defer mu.Unlock()
		if ended = parked; ended && id != 0 {
			k.sockets.Close(id)
		}
	}()
	luahost.ServiceOf(L).Offload(L, func() {
		opened, failure := f(ctx)
		mu.Lock()
		defer mu.Unlock()
		if id, err = opened, failure; ended && id != 0 {
			k.sockets.Close(id)
		}
	})
	parked = false
	return id, err
}
