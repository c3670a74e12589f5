package wsbridge

import "time"

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

var allSettings latest[settings]

func settingsOf(cfg *Config) *settings {
	return allSettings.of(settings{
		sendQueue:    cfg.SendQueue,
		closeTimeout: cfg.CloseTimeout,
		maxSend:      cfg.MaxSend,
		slow:         cfg.Slow,
		emptyReply:   cfg.EmptyCloseReply,
		anyText:      cfg.AnyText,
		anyMask:      cfg.AnyMask,
	})
}
