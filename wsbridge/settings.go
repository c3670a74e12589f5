package wsbridge

import (
	"sync/atomic"
	"time"
)

// settings are what a connection has of its Config for good.
type settings struct {
	sendQueue    int
	closeTimeout time.Duration
	maxSend      int64 // <= 0: maxMessage
	slow         SlowPolicy
	emptyReply   bool
	anyText      bool
	anyMask      bool
}

// lastSettings are those that were made last: usually all are equal, and connections
// share them.
var lastSettings atomic.Pointer[settings]

func settingsOf(cfg *Config) *settings {
	x := settings{
		sendQueue:    cfg.SendQueue,
		closeTimeout: cfg.CloseTimeout,
		maxSend:      cfg.MaxSend,
		slow:         cfg.Slow,
		emptyReply:   cfg.EmptyCloseReply,
		anyText:      cfg.AnyText,
		anyMask:      cfg.AnyMask,
	}
	last := lastSettings.Load()
	if last == nil || *last != x {
		last = new(settings) // x itself would be made anew for each
		*last = x
		lastSettings.Store(last)
	}
	return last
}
