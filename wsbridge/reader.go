package wsbridge

import (
	"bufio"
	"net"
	"net/http"
	"sync"

	"github.com/gorilla/websocket"
)

// A frameReader is gorilla's reading half. A connection has one while it is in the
// midst of what has come, and between messages, when all of that is read, none: 5000
// connections that wait share those of the few that don't.
type frameReader struct {
	port
	ws     *websocket.Conn
	br     *bufio.Reader // ws reads from it; nil: it is ws's own
	shared bool

	guard  guard
	remask remask
	held   *buffer // came with the HTTP head, or is not for gorilla yet
	heldAt int     // held.b[heldAt:]
}

// Sizes of br, in bytes. gorilla takes one of over 256 only.
const (
	sharedReadBuffer = 1 << 10
	smallReadBuffer  = 257     // what is under it reads ahead: only a header has to fit
	ownReadBuffer    = 4 << 10 // a system call each
)

var frameReaders sync.Pool

func init() { // not above: what a reader calls gets readers
	frameReaders.New = func() any { return newFrameReader(sharedReadBuffer, true) }
}

// newFrameReader has gorilla make a server's connection, of a request that is always
// the same: what has really come has been answered by upgrade.
func newFrameReader(size int, shared bool) *frameReader {
	r := &frameReader{shared: shared}
	r.br = bufio.NewReaderSize(r, size)
	up := websocket.Upgrader{WriteBufferPool: noPool{}}
	ws, err := up.Upgrade(hijacker{r}, &http.Request{Method: http.MethodGet, Header: http.Header{
		"Connection":            {"upgrade"},
		"Upgrade":               {"websocket"},
		"Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key":     {"dGhlIHNhbXBsZSBub25jZQ=="},
	}}, nil)
	if err != nil {
		panic("wsbridge: gorilla/websocket has changed: " + err.Error())
	}
	r.handle(ws)
	return r
}

// handle has ws read for the connection that r is with.
func (r *frameReader) handle(ws *websocket.Conn) {
	ws.SetPingHandler(func(payload string) error { return r.c.ping(payload) })
	ws.SetPongHandler(func(payload string) error { return r.c.pong(payload) })
	r.ws = ws
}

// A noPool keeps gorilla from giving each connection a buffer for writing.
type noPool struct{}

func (noPool) Get() any { return nil }
func (noPool) Put(any)  {}

// A hijacker is the http.ResponseWriter that gorilla takes r and its buffer from.
type hijacker struct{ r *frameReader }

func (h hijacker) Header() http.Header         { return http.Header{} }
func (h hijacker) Write(b []byte) (int, error) { return len(b), nil }
func (h hijacker) WriteHeader(int)             {}

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.r, bufio.NewReadWriter(h.r.br, bufio.NewWriterSize(nil, 256)), nil
}

// await returns when there is something for a frameReader to read, and gets one.
func (c *Conn) await() error {
	if c.reader != nil {
		return nil
	}
	if c.shares() {
		for c.wire.in == nil {
			if err := c.fill(); err != nil {
				return err
			}
			if err := c.readControls(); err != nil {
				return err
			}
		}
	}
	c.getReader()
	return nil
}

// shares reports whether the connection can wait without a frameReader.
func (c *Conn) shares() bool { return c.tls == nil && c.wire.raw != nil }

func (c *Conn) getReader() {
	if c.shares() {
		c.reader = frameReaders.Get().(*frameReader)
	} else {
		c.reader = newFrameReader(c.readBuffer(), false)
	}
	c.reader.c = c
}

// await is that of a reader that is between two messages: an error is not gorilla's
// then.
func (r *frameReader) await() error {
	if r.br == nil {
		return nil
	}
	_, err := r.br.Peek(1)
	return err
}

// readBuffer is how large a buffer of its own has to be.
func (c *Conn) readBuffer() int {
	if c.wire.raw == nil && c.tls == nil {
		return ownReadBuffer
	}
	return smallReadBuffer
}

// rest gives the frameReader back if all that has come is read and was whole
// messages.
func (c *Conn) rest() {
	r := c.reader
	if !r.shared || r.br.Buffered() > 0 || r.hasInput() || !r.betweenMessages() {
		return
	}
	c.putReader()
}

// putReader gives the frameReader back. The last message was read to its end.
func (c *Conn) putReader() {
	r := c.reader
	c.reader = nil
	if !r.shared {
		return
	}
	if r.held != nil {
		putBuffer(r.held)
	}
	*r = frameReader{ws: r.ws, br: r.br, shared: true}
	frameReaders.Put(r)
}

// hasInput reports whether something has been read that is not for gorilla yet.
func (r *frameReader) hasInput() bool {
	return r.held != nil && r.heldAt < len(r.held.b) || r.c.wire.in != nil
}

// betweenMessages reports whether what comes next is the first byte of a message or
// of a control frame.
func (r *frameReader) betweenMessages() bool {
	g := &r.guard
	return g.skip == 0 && g.more == 0 && !g.second && !g.inside && len(r.remask.out) == 0
}
