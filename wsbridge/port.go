package wsbridge

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"time"
)

// A port is the net.Conn that gorilla sees. Data frames don't pass through
// its Write: send builds those. What gorilla writes by itself is the Close frame
// of a protocol error.
type port struct{ c *Conn }

func (p port) Read(b []byte) (int, error) {
	n, err := p.c.readFrames(b)
	if n > 0 && p.c.tooMuch(n) {
		return 0, ErrRate
	}
	return n, err
}

func (p port) Write(b []byte) (int, error) {
	c := p.c
	if c == nil {
		return len(b), nil // newFrameReader's response
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
