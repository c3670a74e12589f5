package bench

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	gorilla "github.com/gorilla/websocket"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/lualib/websocket"
	"github.com/luaws/luaws/wsbridge"
)

// BenchmarkRoom is the price of a delivery, in CPU time of the server: the message
// of a driver, of which there are some, has the server send so many messages to
// each receiver. gorilla is a goroutine that writes a prepared message to each in
// turn; rooms are those of wsbridge; lua is websocket.room in a handler that luaws
// serves.
//
// An operation is a round of each.
func BenchmarkRoom(b *testing.B) {
	for _, n := range []int{200, 1000} {
		for _, size := range []int{32, 125, 1 << 10} {
			for _, of := range []struct{ drivers, messages int }{{1, 1}, {1, 4}, {1, 16}, {16, 1}} {
				b.Run(fmt.Sprintf("receivers=%d/size=%d/messages=%dx%d", n, size, of.drivers, of.messages), func(b *testing.B) {
					benchmarkRoom(b, n, size, of.drivers, of.messages)
				})
			}
		}
	}
}

func benchmarkRoom(b *testing.B, n, size, drivers, messages int) {
	data := strings.Repeat("x", size)
	header := 2
	if size > 125 {
		header = 4
	}
	deliveries := n * drivers * messages
	servers := []*contender{
		{name: "gorilla", addr: serveGorilla(b, data, messages)},
		{name: "rooms", addr: serveRooms(b, data, messages)},
		{name: "lua", addr: serveLua(b, data, messages)},
	}
	for _, s := range servers {
		s.r = startReceivers(b, s.addr, n, drivers)
		s.r.round(deliveries * (header + size)) // buffers and pools get warm
	}
	b.ResetTimer()
	for b.Loop() {
		for _, s := range servers {
			before := cpuTime(b)
			s.r.round(deliveries * (header + size))
			s.cpu = append(s.cpu, cpuTime(b)-before)
		}
	}
	b.StopTimer()
	var first float64
	for i, s := range servers {
		// The median round: a garbage collection or another program's burst
		// belongs to nobody.
		slices.Sort(s.cpu)
		each := float64(s.cpu[len(s.cpu)/2].Nanoseconds()) / float64(deliveries)
		if b.ReportMetric(each, s.name+"-cpu-ns/delivery"); i == 0 {
			first = each
		} else {
			b.ReportMetric(each/first, s.name+"/gorilla")
		}
	}
	b.ReportMetric(0, "ns/op")
}

type contender struct {
	name, addr string
	r          *receivers
	cpu        []time.Duration // each round's
}

// cpuTime is what this process has used.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func listen(b *testing.B) net.Listener {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	return ln
}

func serveGorilla(b *testing.B, data string, messages int) string {
	var mu sync.Mutex
	var members []*gorilla.Conn
	up := gorilla.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ln := listen(b)
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		driver := r.URL.Path == "/driver"
		if !driver {
			mu.Lock()
			members = append(members, c)
			mu.Unlock()
		}
		c.WriteMessage(gorilla.TextMessage, []byte("welcome"))
		for {
			if _, _, err := c.ReadMessage(); err != nil {
				return
			}
			for range messages {
				p, err := gorilla.NewPreparedMessage(gorilla.TextMessage, []byte(data))
				if err != nil {
					b.Error(err)
				}
				mu.Lock()
				for _, m := range members {
					if err := m.WritePreparedMessage(p); err != nil {
						b.Error(err)
					}
				}
				mu.Unlock()
			}
		}
	})}
	go srv.Serve(ln)
	b.Cleanup(func() { srv.Close() })
	return ln.Addr().String()
}

// A roomHandler joins its connection to a room, or drives that.
type roomHandler struct {
	rooms    *wsbridge.Rooms
	data     string
	messages int
}

func (h roomHandler) Closed(*wsbridge.Conn, wsbridge.End) {}

func (h roomHandler) Message(*wsbridge.Conn, wsbridge.MessageType, []byte) {
	var batch wsbridge.Batch
	for range h.messages {
		h.rooms.BroadcastQueued("room", wsbridge.Prepare(wsbridge.Text, h.data), &batch)
	}
	batch.Flush()
}

func serveRooms(b *testing.B, data string, messages int) string {
	var srv wsbridge.Server
	rooms := &wsbridge.Rooms{}
	h := roomHandler{rooms, data, messages}
	ln := listen(b)
	go srv.Serve(ln, func(c *wsbridge.Conn) wsbridge.Handler {
		if c.Path() != "/driver" {
			rooms.Join("room", c)
		}
		c.SendString(wsbridge.Text, "welcome")
		return h
	})
	b.Cleanup(func() { srv.Shutdown(b.Context()) })
	return ln.Addr().String()
}

const handler = `local class = require "class"
local room = require "websocket.room"
local ws = class("ws")
function ws:ctor(opt) self.ws = opt.ws end
function ws:on_open()
	if self.ws.path ~= "/driver" then room.join("room", self.ws) end
	self.ws:send("welcome")
end
function ws:on_message(msg)
	for i = 1, %d do room.broadcast("room", %q) end
end
function ws:on_error() end
function ws:on_close() end
return ws
`

func serveLua(b *testing.B, data string, messages int) string {
	script := filepath.Join(b.TempDir(), "ws.lua")
	if err := os.WriteFile(script, fmt.Appendf(nil, handler, messages, data), 0o666); err != nil {
		b.Fatal(err)
	}
	srv, sockets := &wsbridge.Server{}, &wsbridge.Sockets{}
	host := luahost.New(luahost.Options{
		Path: luahost.ScriptPath(script), ServicePath: luahost.ScriptPath(script),
		Modules: lualib.Modules(srv, sockets), Services: lualib.Services(),
		Log: os.Stderr, Stdout: os.Stderr, Stderr: os.Stderr,
	})
	handlers, err := websocket.NewServe(host, script, 0)
	if err != nil {
		b.Fatal(err)
	}
	ln := listen(b)
	go srv.Serve(ln, handlers.Accept)
	b.Cleanup(func() {
		srv.Shutdown(b.Context())
		host.Close(b.Context())
	})
	return ln.Addr().String()
}
