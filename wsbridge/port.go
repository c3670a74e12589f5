package wsbridge

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"time"
)

// A port is the net.Conn that gorilla sees. Data frames don't pass through
// its Write: send builds those. What gorilla writes by itself is the 101
// response, before the connection is a websocket, and the Close frame of a
// protocol error.
type port struct{ c *Conn }

func (p port) Read(b []byte) (int, error) {
	c := p.c
	if c.ws == nil && len(c.early) == 0 { // the answer to a client
		if c.headLeft <= 0 {
			return 0, errLongHead
		}
		most := min(len(b), c.headLeft)
		if c.remask != nil { // frames may follow, which it has to see
			most = 1
		}
		n, err := c.top().Read(b[:most])
		c.headLeft -= n
		return n, err
	}
	n, err := c.readFrames(b)
	if n > 0 && c.tooMuch(n) {
		return 0, ErrRate
	}
	return n, err
}

func (c *Conn) readFrames(b []byte) (int, error) {
	if c.remask != nil {
		return c.remask.Read(input{c}, b)
	}
	return input{c}.Read(b)
}

// input is what came early, and then what comes.
type input struct{ c *Conn }

func (i input) Read(b []byte) (int, error) {
	c := i.c
	if len(c.early) == 0 {
		return c.top().Read(b)
	}
	n := copy(b, c.early)
	if c.early = c.early[n:]; len(c.early) == 0 {
		c.early = nil
	}
	return n, nil
}

func (p port) Write(b []byte) (int, error) {
	c := p.c
	if c.ws == nil {
		return c.top().Write(b)
	}
	if len(b) >= 2 && b[0] == 0x80|opClose {
		body := bytes.Clone(b[2:])
		if b[1]&maskBit != 0 && len(body) >= 4 {
			key := binary.LittleEndian.Uint32(body)
			body = body[4:]
			mask(body, key)
		}
		if len(body) >= 2 {
			reason := string(body[2:])
			c.fail(int(binary.BigEndian.Uint16(body)), reason, fmt.Errorf("%w: %s", ErrProtocol, reason))
		}
	}
	return len(b), nil
}

func (p port) Close() error                     { return nil }
func (p port) LocalAddr() net.Addr              { return p.c.LocalAddr() }
func (p port) RemoteAddr() net.Addr             { return p.c.RemoteAddr() }
func (p port) SetDeadline(time.Time) error      { return nil }
func (p port) SetReadDeadline(time.Time) error  { return nil }
func (p port) SetWriteDeadline(time.Time) error { return nil }

// top is the layer that websocket frames are written to and read from.
func (c *Conn) top() net.Conn {
	if c.tls != nil {
		return c.tls
	}
	return &c.wire
}
