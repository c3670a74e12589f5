package wsbridge

import "sync/atomic"

// heartbeat is the payload of pings that are not the handler's.
const heartbeat = "\x00hb\x00"

// A lifeConfig is what a Config says of a connection's life, in ticks; 0: not
// asked for. Connections share it.
type lifeConfig struct{ ping, pong, idle, write uint32 }

var allLifeConfigs latest[lifeConfig]

func lifeConfigOf(cfg *Config) *lifeConfig {
	x := lifeConfig{ticks(cfg.PingInterval), ticks(cfg.PongTimeout), ticks(cfg.IdleTimeout), ticks(cfg.WriteTimeout)}
	if x.ping == 0 && x.idle == 0 && x.write == 0 {
		return nil
	}
	return allLifeConfigs.of(x)
}

// first is when to look at a connection first. At each look the next is settled;
// as none of what can come up is due sooner than it takes, nothing is missed.
func (x *lifeConfig) first() uint32 {
	var n uint32
	for _, t := range [...]uint32{x.ping, x.idle, x.write} {
		if t > 0 && (n == 0 || t < n) {
			n = t
		}
	}
	return n
}

// A life is what is known of a peer's life, for a connection whose Config wants
// to know. Times are ticks of the wheel.
type life struct {
	cfg  *lifeConfig
	conn *Conn // nil: no Server runs it yet; guarded by wire.mu, and the reader's own to read

	next, prev *life  // guarded by wheel.mu, as the following
	due        uint32 // when it is to be checked; 0: it is not in the wheel
	slot       uint16
	gone       bool // for good

	behind bool // the ping was sent behind bytes that the peer had not acknowledged; check's own

	heard   atomic.Uint32 // when the reader began to wait for what it waits for
	message atomic.Uint32 // when the last message came
	took    uint32        // when the peer took something of a queue last; guarded by wire.mu

	pinged uint32 // when a ping was sent that nothing has come after; 0: there is none
	acked  uint32 // bytes that the peer had acknowledged then
}

// now is the wheel's time.
func (l *life) now() uint32 { return l.conn.server.wheel.now.Load() }

// waits is called when the reader begins to wait for the peer: what had come has
// been worked off.
func (l *life) waits() {
	if l != nil && l.conn != nil {
		l.heard.Store(l.now())
	}
}

// came is called when a message has come.
func (l *life) came() {
	if l != nil && l.conn != nil && l.cfg.idle > 0 {
		l.message.Store(l.now())
	}
}

// tookLocked is called when there is a queue, at its beginning and whenever the
// peer has taken something of it.
func (l *life) tookLocked() {
	if l != nil && l.conn != nil {
		l.took = l.now()
	}
}

// watch puts c into the wheel, if there is something to watch.
func (s *Server) watch(c *Conn) {
	l := c.wire.life
	if l == nil {
		return
	}
	c.wire.mu.Lock()
	l.conn = c
	l.took = l.now()
	l.heard.Store(l.took)
	l.message.Store(l.took)
	c.wire.mu.Unlock()
	s.wheel.add(l, l.cfg.first())
}

func (s *Server) unwatch(c *Conn) {
	if l := c.wire.life; l != nil && l.conn != nil { // nil: c is run by Conn.Run
		s.wheel.remove(l)
	}
}

// check closes the connection if it is time to, sends a ping if it is time for
// that, and tells when to look again; 0: never.
func (l *life) check(now uint32) (due uint32) {
	c := l.conn
	if c.Closing() {
		return 0
	}
	if !c.wire.listens() {
		// The handler keeps the reader from hearing the peer.
		l.heard.Store(now)
		l.message.Store(now)
	}
	queued, took := c.wire.takes()
	due = now + l.cfg.first()
	soonest := func(t uint32) { due = min(due, t) }
	if t := l.cfg.write; t > 0 && queued {
		if now-took >= t {
			c.Abort(ErrWriteTimeout)
			return 0
		}
		soonest(took + t)
	}
	if t := l.cfg.idle; t > 0 {
		message := l.message.Load()
		if now-message >= t {
			c.startClose(CloseGoingAway, "idle", ErrIdle)
			return 0
		}
		soonest(message + t)
	}
	if l.cfg.ping > 0 {
		t, alive := l.heartbeat(now, queued, took)
		if !alive {
			c.vanish(ErrPongTimeout, "no pong in time")
			return 0
		}
		soonest(t)
	}
	return due
}

// heartbeat sends a ping if nothing has come for PingInterval. It reports false if
// nothing has come for PongTimeout after that, and else when to look again. A
// queue that gets shorter is as good as something that came: the ping may be
// behind it.
func (l *life) heartbeat(now uint32, queued bool, took uint32) (due uint32, alive bool) {
	heard := l.heard.Load()
	if queued {
		heard = max(heard, took)
	}
	switch {
	case l.pinged != 0 && heard >= l.pinged:
		l.pinged = 0
	case l.pinged != 0:
		if now-l.pinged < l.cfg.pong {
			return l.pinged + l.cfg.pong, true
		}
		acked, pending := l.conn.wire.acknowledged()
		if !l.behind || acked == l.acked {
			return 0, false
		}
		l.pinged, l.acked, l.behind = now, acked, pending
		return now + l.cfg.pong, true
	}
	if now-heard < l.cfg.ping {
		return heard + l.cfg.ping, true
	}
	l.pinged = now
	l.acked, l.behind = l.conn.wire.acknowledged()
	if !queued { // else it would only make the queue longer
		l.conn.Ping(heartbeat)
	}
	return now + l.cfg.pong, true
}

// vanish ends the connection of a peer that seems to be gone. A Close frame is
// tried all the same.
func (c *Conn) vanish(cause error, reason string) {
	c.order().Lock()
	defer c.order().Unlock()
	if c.sent {
		return
	}
	c.putClose(ClosePolicy, reason)
	c.closes().end = End{Code: CloseAbnormal, Err: cause}
}

// takes reports whether something is queued that the kernel has not taken, and
// when the peer made room last.
func (w *wire) takes() (queued bool, took uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flusher != nil, w.life.took
}
