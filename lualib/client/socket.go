package client

import (
	"io"
	"math"
	"net"
	"strconv"
	"sync"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// Modules is luaws.client, the native part of client.socket.
func Modules() map[string]luahost.Module {
	return map[string]luahost.Module{"luaws.client": luahost.CoreLibrary(map[string]lua.LGFunction{
		"connect": connect, "send": send, "recv": recv, "close": closeSocket, "shutdown": shutdown, "usleep": usleep,
	}, nil)}
}

// sockets are those of a service.
type sockets struct {
	last int64
	byID map[int64]*socket
}

func socketsOf(s *luahost.Service) *sockets {
	return luahost.Kept(s, func() *sockets {
		k := &sockets{byID: map[int64]*socket{}}
		s.OnExit(func() {
			for _, c := range k.byID {
				c.close()
			}
		})
		return k
	})
}

// connect(address, port) gives an id.
func connect(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	host, port := lua54.CheckStr(L, 1), lua54.CheckInt(L, 2)
	var nc net.Conn
	var err error
	s.Offload(L, func() { nc, err = net.Dial("tcp", net.JoinHostPort(host, strconv.FormatInt(port, 10))) })
	if err != nil {
		lua54.Errorf(L, "Connect %s %d failed: %s", host, port, err.Error())
	}
	k := socketsOf(s)
	k.last++
	k.byID[k.last] = newSocket(nc.(*net.TCPConn))
	return lua54.Push(L, lua54.Int(k.last))
}

// socketOf is argument 1, the id of an open socket.
func socketOf(L *luahost.State) *socket {
	id := lua54.CheckInt(L, 1)
	c, ok := socketsOf(luahost.ServiceOf(L)).byID[id]
	if !ok {
		lua54.Errorf(L, "socket error: there is no socket %d", id)
	}
	return c
}

// send(id, text) returns when all of it is on its way.
func send(L *luahost.State) int {
	c, text := socketOf(L), lua54.CheckStr(L, 2)
	var err error
	luahost.ServiceOf(L).Offload(L, func() { _, err = c.conn.Write([]byte(text)) })
	if err != nil {
		lua54.Errorf(L, "socket error: %s", err.Error())
	}
	return 0
}

// recv(id) gives what has come: nothing if there is nothing yet, "" behind the last byte.
func recv(L *luahost.State) int {
	text, ended, err := socketOf(L).take()
	switch {
	case text != "" || ended && err == nil:
		return lua54.Push(L, lua.LString(text))
	case ended:
		lua54.Errorf(L, "socket error: %s", err.Error())
	}
	return 0
}

func closeSocket(L *luahost.State) int {
	k, id := socketsOf(luahost.ServiceOf(L)), lua54.CheckInt(L, 1)
	if c, ok := k.byID[id]; ok {
		delete(k.byID, id)
		c.close()
	}
	return 0
}

// shutdown(id, mode): "r", "w" or both.
func shutdown(L *luahost.State) int {
	c, mode := socketOf(L), lua54.CheckStr(L, 2)
	var r, w bool
	for _, m := range mode {
		switch m {
		case 'r':
			r = true
		case 'w':
			w = true
		default:
			lua54.Errorf(L, "Invalid mode %c", m)
		}
	}
	if !r && !w {
		lua54.Errorf(L, "mode should be r or/and w")
	}
	if r {
		c.conn.CloseRead()
	}
	if w {
		c.conn.CloseWrite()
	}
	return 0
}

// usleep(microseconds). Where a task can't block, the service waits.
func usleep(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	us := lua54.CheckFlt(L, 1)
	d := time.Duration(min(max(us, 0), math.MaxInt64/2000)) * time.Microsecond
	if s.CanBlock() {
		w := s.NewWait(L)
		timer := s.After(max(d, 1), func() { w.Resume() })
		w.Park(L)
		timer.Stop()
		return 0
	}
	for ; d > 0; d -= slice {
		lua54.Poll(L)
		time.Sleep(min(d, slice))
	}
	return 0
}

// slice is how long a service that waits can't be stopped.
const slice = 10 * time.Millisecond

// maxInput is how many bytes may wait for recv.
const maxInput = 64 << 10

// A socket is read by a goroutine of its own.
type socket struct {
	conn *net.TCPConn

	mu    sync.Mutex
	room  sync.Cond // or closed
	in    []byte
	err   error
	ended bool
}

func newSocket(conn *net.TCPConn) *socket {
	c := &socket{conn: conn}
	c.room.L = &c.mu
	go c.read()
	return c
}

func (c *socket) read() {
	var b [4096]byte
	for {
		n, err := c.conn.Read(b[:])
		c.mu.Lock()
		c.in = append(c.in, b[:n]...)
		if err != nil {
			c.ended = true
			if err != io.EOF {
				c.err = err
			}
		}
		for len(c.in) >= maxInput && !c.ended {
			c.room.Wait()
		}
		ended := c.ended
		c.mu.Unlock()
		if ended {
			return
		}
	}
}

// take gives what was read, at most 4096 bytes.
func (c *socket) take() (text string, ended bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := min(len(c.in), 4096)
	text = string(c.in[:n])
	c.in = c.in[:copy(c.in, c.in[n:])]
	c.room.Signal()
	return text, c.ended && len(c.in) == 0, c.err
}

func (c *socket) close() {
	c.conn.Close()
	c.mu.Lock()
	c.ended = true
	c.mu.Unlock()
	c.room.Signal()
}
