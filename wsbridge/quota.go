package wsbridge

import "time"

// A quota is what a peer may send in a second, for connections whose Config bounds
// it. Both are token buckets that hold a second's worth, kept as the time at which
// the bucket will be full again (the generic cell rate algorithm).
type quota struct {
	messages bucket
	bytes    bucket
}

// A bucket has the time in nanoseconds.
type bucket struct {
	perSecond int
	full      int64
}

// take takes n out of the bucket, which holds a second's worth, but at least
// burst. It reports false if there is less in it.
func (b *bucket) take(now int64, n, burst int) bool {
	if b.perSecond <= 0 {
		return true
	}
	cost := time.Duration(float64(n) / float64(b.perSecond) * float64(time.Second))
	size := max(time.Second, time.Duration(float64(burst)/float64(b.perSecond)*float64(time.Second)))
	full := max(b.full, now) + int64(cost)
	if full-now > int64(size) {
		return false
	}
	b.full = full
	return true
}

// quotaOf is nil if cfg bounds nothing.
func quotaOf(cfg *Config) *quota {
	if cfg.MessageRate <= 0 && cfg.ByteRate <= 0 {
		return nil
	}
	return &quota{messages: bucket{perSecond: cfg.MessageRate}, bytes: bucket{perSecond: cfg.ByteRate}}
}

func (c *Conn) nanoseconds() int64 {
	if c.server == nil {
		return time.Now().UnixNano()
	}
	return c.server.clock().Now().UnixNano()
}

// tooFast counts a message or control frame, and reports whether the connection
// is being closed because there are too many. Called by the reading goroutine.
func (c *Conn) tooFast() bool {
	q := c.quota
	if q == nil || q.messages.take(c.nanoseconds(), 1, 1) {
		return false
	}
	c.fail(ClosePolicy, "too many messages", ErrRate)
	return true
}

// tooMuch is tooFast for bytes of frames.
func (c *Conn) tooMuch(n int) bool {
	q := c.quota
	if q == nil || q.bytes.take(c.nanoseconds(), n, int(c.maxMessage.Load())+maxFrameHeader) {
		return false
	}
	c.fail(ClosePolicy, "too many bytes", ErrRate)
	return true
}
