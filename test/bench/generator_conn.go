//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"golang.org/x/sys/unix"
)

type connState uint8

const (
	dead connState = iota
	connecting
	handshaking
	open
	closing
)

// A conn is a client.
type conn struct {
	*loop
	fd      int
	state   connState
	part    []byte  // of a frame that hasn't come whole
	waits   []byte  // what the kernel hasn't taken yet
	request []byte  // until it is sent
	sent    uint64  // messages
	got     uint64  // messages
	due     []int64 // pace: when the messages in flight should have been sent
}

// dial begins to connect from one address to another.
func (l *loop) dial(to, from unix.SockaddrInet4, request []byte) (*conn, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	c := &conn{loop: l, fd: fd, state: connecting, request: request}
	unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
	// The port is chosen when it is connected: then it only has to differ for each pair.
	unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1)
	if err = unix.Bind(fd, &from); err == nil {
		if err = unix.Connect(fd, &to); err == unix.EINPROGRESS {
			err = nil
		}
	}
	if err == nil {
		err = l.add(c)
	}
	if err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("connect: %w", err)
	}
	return c, nil
}

// close is at once; the loop forgets it.
func (c *conn) close() {
	if c.state != dead {
		c.state = dead
		c.byFile[c.fd] = nil
		unix.Close(c.fd)
	}
}

func (c *conn) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("a connection (%d messages sent, %d received): %w", c.sent, c.got, fmt.Errorf(format, args...))
	}
	c.close()
}

// write gives p to the kernel, or keeps what that doesn't take.
func (c *conn) write(p []byte) {
	if len(c.waits) > 0 {
		c.waits = append(c.waits, p...)
		return
	}
	n, e := rawWrite(c.fd, p)
	if e == unix.EAGAIN {
		n = 0
	} else if e != 0 {
		c.fail("write: %w", e)
		return
	}
	if n < len(p) {
		c.waits = append(c.waits, p[n:]...)
		c.watch(c, unix.EPOLL_CTL_MOD, unix.EPOLLIN|unix.EPOLLOUT)
	}
}

func (c *conn) writable() {
	if c.state == connecting {
		if v, err := unix.GetsockoptInt(c.fd, unix.SOL_SOCKET, unix.SO_ERROR); err != nil || v != 0 {
			c.fail("connect: %w", unix.Errno(v))
			return
		}
		c.state = handshaking
		c.watch(c, unix.EPOLL_CTL_MOD, unix.EPOLLIN)
		c.write(c.request)
		c.request = nil
		return
	}
	waits := c.waits
	c.waits = nil
	c.watch(c, unix.EPOLL_CTL_MOD, unix.EPOLLIN)
	if len(waits) > 0 {
		c.write(waits)
	}
}

func (c *conn) readable() {
	n, e := rawRead(c.fd, c.in[copy(c.in, c.part):])
	switch {
	case e == unix.EAGAIN:
		return
	case c.state == closing && (e != 0 || n == 0):
		c.close()
		c.ended(c)
		return
	case e != 0:
		c.fail("read: %w", e)
		return
	case n == 0:
		c.fail("the server has closed it")
		return
	}
	c.part = append(c.part[:0], c.parse(c.in[:len(c.part)+n])...)
}

// parse handles what has come, and returns what of that isn't whole.
func (c *conn) parse(p []byte) (rest []byte) {
	if c.state == handshaking {
		head, after, whole := bytes.Cut(p, []byte("\r\n\r\n"))
		if !whole {
			return p
		}
		if !bytes.HasPrefix(head, []byte("HTTP/1.1 101 ")) {
			c.fail("refused: %.60q", head)
			return nil
		}
		p, c.state = after, open
		c.opened(c)
	}
	n := 0
	for c.state != dead {
		op, payload, size := parseFrame(p)
		if size == 0 {
			break
		}
		p = p[size:]
		switch op {
		case opText, opBinary:
			c.got++
			n++
			c.message(c, payload)
		case opClose:
			if c.state == closing {
				c.close()
				c.ended(c)
			} else {
				c.fail("the server has closed it: %q", payload)
			}
		case opPing:
			c.write(newFrame(opPong, string(payload)).bytes)
		}
	}
	if n > 0 && c.state != dead {
		c.read(c, n)
	}
	if c.state == dead {
		return nil
	}
	return p
}

const (
	opText   = 1
	opBinary = 2
	opClose  = 8
	opPing   = 9
	opPong   = 10
)

// parseFrame returns the first frame and its size, which is 0 if it isn't there whole.
func parseFrame(p []byte) (op byte, payload []byte, size int) {
	if len(p) < 2 {
		return 0, nil, 0
	}
	n, header := int(p[1]), 2
	switch {
	case n == 126 && len(p) >= 4:
		n, header = int(binary.BigEndian.Uint16(p[2:])), 4
	case n == 127 && len(p) >= 10:
		n, header = int(binary.BigEndian.Uint64(p[2:])), 10
	case n >= 126:
		return 0, nil, 0
	}
	if len(p) < header+n {
		return 0, nil, 0
	}
	return p[0] & 15, p[header : header+n], header + n
}

// A frame is a client's, ready to be sent.
type frame struct {
	bytes []byte
	at    int // where the payload begins
}

var mask = [4]byte{0x5a, 0xc3, 0x17, 0xe9}

func newFrame(op byte, payload string) frame {
	p := []byte{0x80 | op}
	switch n := len(payload); {
	case n < 126:
		p = append(p, 0x80|byte(n))
	case n < 1<<16:
		p = binary.BigEndian.AppendUint16(append(p, 0x80|126), uint16(n))
	default:
		p = binary.BigEndian.AppendUint64(append(p, 0x80|127), uint64(n))
	}
	p = append(p, mask[:]...)
	f := frame{at: len(p)}
	for i := range len(payload) {
		p = append(p, payload[i]^mask[i&3])
	}
	f.bytes = p
	return f
}

// digits is how long a number is with which a message begins.
const digits = 8

func putNumber(p []byte, n uint64) {
	for i := digits - 1; i >= 0; i-- {
		p[i] = '0' + byte(n%10)
		n /= 10
	}
}

// number numbers a copy of a frame.
func (f frame) number(p []byte, n uint64) {
	p = p[f.at : f.at+digits]
	putNumber(p, n)
	for i := range p {
		p[i] ^= mask[i&3]
	}
}
