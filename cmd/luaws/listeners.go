package main

import (
	"net"
	"slices"
	"sync"
)

// listeners are those that this process has open, and those that it got from the
// one that it replaces: see handOver. (Why not tableflip: it keeps a copy of each
// listener for good. What a script closes would stay open to clients, and never
// be accepted from.)
type listeners struct {
	mu        sync.Mutex
	open      []*listener
	inherited []*listener // not asked for yet
}

// A listener is known by what it was asked for, so that port 0 is found again.
type listener struct {
	net.Listener
	of      *listeners
	network string
	address string
	mine    bool // a unix socket's file is to be removed
}

// listen is an inherited listener of the same network and address, the first if
// there are several, or what open opens.
func (t *listeners) listen(network, address string, open func() (net.Listener, error)) (net.Listener, error) {
	if l := t.claim(network, address); l != nil {
		return l, nil
	}
	ln, err := open()
	if err != nil {
		return nil, err
	}
	l := &listener{Listener: ln, of: t, network: network, address: address, mine: true}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open = append(t.open, l)
	return l, nil
}

func (t *listeners) claim(network, address string) *listener {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, l := range t.inherited {
		if l.network == network && l.address == address {
			t.inherited = slices.Delete(t.inherited, i, i+1)
			t.open = append(t.open, l)
			return l
		}
	}
	return nil
}

// closeUnclaimed closes what nobody has asked for.
func (t *listeners) closeUnclaimed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range t.inherited {
		l.Listener.Close()
	}
	t.inherited = nil
}

// own makes the open and the inherited ones this process's.
func (t *listeners) own() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range slices.Concat(t.open, t.inherited) {
		l.mine = true
	}
}

// giveUp leaves what is open to another process.
func (t *listeners) giveUp() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range t.open {
		l.mine = false
	}
}

// all are the open ones.
func (t *listeners) all() []*listener {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.open)
}

func (l *listener) Close() error {
	l.of.mu.Lock()
	if i := slices.Index(l.of.open, l); i >= 0 {
		l.of.open = slices.Delete(l.of.open, i, i+1)
	}
	mine := l.mine
	l.of.mu.Unlock()
	if u, ok := l.Listener.(*net.UnixListener); ok {
		u.SetUnlinkOnClose(mine)
	}
	return l.Listener.Close()
}
