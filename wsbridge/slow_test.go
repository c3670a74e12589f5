package wsbridge

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// transports are the ways for bytes to go.
var transports = []string{"plain", "TLS", "no raw access"}

// transportSite is a site over one of them, and a function that connects to it.
func transportSite(t *testing.T, transport string, cfg Config) (*site, func() *websocket.Conn) {
	scheme, client := "ws", http.DefaultClient
	if transport == "TLS" {
		cfg.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned()}}
		tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
		t.Cleanup(tr.CloseIdleConnections)
		scheme, client = "wss", &http.Client{Transport: tr}
	}
	s := prepareSite(t, cfg)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if transport == "no raw access" {
		ln = plainListener{ln}
	}
	s.serveOn(ln, func(c *Conn) Handler {
		s.conns <- c
		return &hook{s: s, message: echo}
	})
	return s, func() *websocket.Conn {
		t.Helper()
		c, _, err := websocket.Dial(testContext(t), scheme+"://"+s.addr+"/", &websocket.DialOptions{
			HTTPClient: client, CompressionMode: websocket.CompressionNoContextTakeover,
		})
		if err != nil {
			t.Fatal(err)
		}
		c.SetReadLimit(-1)
		t.Cleanup(func() { c.CloseNow() })
		return c
	}
}

// numbered is message i, of an odd size that is known from i.
func numbered(i int) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(i)), bytes.Repeat([]byte{byte(i)}, i*7919%20011)...)
}

// number is the i of a message, which must be whole.
func number(t *testing.T, p []byte) int {
	t.Helper()
	i := int(binary.BigEndian.Uint64(p))
	if !bytes.Equal(p, numbered(i)) {
		t.Fatalf("message %d is not what was sent", i)
	}
	return i
}

// readAll returns the numbers of all messages up to the end.
func readAll(t *testing.T, c *websocket.Conn) (all []int, err error) {
	ctx := testContext(t)
	for {
		_, p, err := c.Read(ctx)
		if err != nil {
			return all, err
		}
		all = append(all, number(t, p))
	}
}

// longest is that of numbered's messages, framed, with what TLS adds.
const longest = 20011 + 8 + 200

// Of messages for a client that doesn't read, SendQueue bytes are kept: the newest,
// or the oldest. What is kept arrives whole and in order, and then the Close frame.
func TestSlowPolicies(t *testing.T) {
	const bound = 300_000
	const messages = 3000
	for _, transport := range transports {
		t.Run(transport+"/drop-oldest", func(t *testing.T) {
			s, dial := transportSite(t, transport, Config{SendQueue: bound, Slow: DropOldest})
			client := dial()
			c := s.conn()
			for i := range messages {
				var err error
				if i%3 == 0 {
					err = c.SendPrepared(Prepare(Binary, string(numbered(i))))
				} else {
					err = c.Send(Binary, numbered(i))
				}
				if err != nil {
					t.Fatal(err)
				}
				if n := c.Buffered(); n > bound+longest {
					t.Fatalf("%d bytes are queued", n)
				}
			}
			if n := c.Buffered(); n < bound/2 {
				t.Errorf("only %d bytes are queued", n)
			}
			c.Close(1000, "")
			all, err := readAll(t, client)
			if websocket.CloseStatus(err) != 1000 {
				t.Error(err)
			}
			if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
				t.Error("out of order")
			}
			if all[len(all)-1] != messages-1 {
				t.Errorf("the newest that came is %d", all[len(all)-1])
			}
			run := 0 // bytes of the newest ones without a hole
			for i := len(all) - 1; i > 0 && all[i] == all[i-1]+1; i-- {
				run += len(numbered(all[i]))
			}
			if run < bound/2 {
				t.Errorf("of the newest, only %d bytes came", run)
			}
			s.end()
			if n := s.srv.Stats.Of(DroppedMessage); n == 0 || int(n)+len(all) != messages {
				t.Errorf("%d dropped, %d came", n, len(all))
			}
		})
		t.Run(transport+"/drop-newest", func(t *testing.T) {
			s, dial := transportSite(t, transport, Config{SendQueue: bound, Slow: DropNewest})
			client := dial()
			c := s.conn()
			var kept []int
			for i := range messages {
				switch err := c.Send(Binary, numbered(i)); err {
				case nil:
					kept = append(kept, i)
				case ErrDropped:
				default:
					t.Fatal(err)
				}
				if n := c.Buffered(); n > bound+longest {
					t.Fatalf("%d bytes are queued", n)
				}
			}
			c.Close(1000, "")
			all, err := readAll(t, client)
			if websocket.CloseStatus(err) != 1000 {
				t.Error(err)
			}
			if !slices.Equal(all, kept) {
				t.Errorf("%d came, %d were queued", len(all), len(kept))
			}
			s.end()
			if n := s.srv.Stats.Of(DroppedMessage); n == 0 || int(n)+len(all) != messages {
				t.Errorf("%d dropped, %d came", n, len(all))
			}
		})
	}
}

// A client that reads slowly and never catches up gets whole messages in order,
// from many senders at once, and the connection goes on as before when there is
// less to send.
func TestDropOldestRecovers(t *testing.T) {
	const senders = 4
	each := 1500
	if testing.Short() {
		each = 300
	}
	for _, transport := range append(transports, "deflated fragments") {
		t.Run(transport, func(t *testing.T) {
			cfg := Config{SendQueue: 50_000, Slow: DropOldest}
			if transport == "deflated fragments" {
				cfg.Compress, cfg.FragmentSize = true, 20
			}
			s, dial := transportSite(t, transport, cfg)
			client := dial()
			c := s.conn()
			var wg sync.WaitGroup
			for k := range senders {
				wg.Go(func() {
					for i := range each {
						if err := c.Send(Binary, numbered(k*each+i)); err != nil {
							t.Error(err)
							return
						}
						if i%100 == 0 {
							c.Ping("between messages")
						}
					}
				})
			}
			last := [senders]int{}
			ctx := testContext(t)
			go func() {
				wg.Wait()
				c.Send(Text, []byte("done"))
			}()
			n := 0
			for {
				typ, p, err := client.Read(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if typ == websocket.MessageText {
					break
				}
				i := number(t, p)
				if k := i / each; i < last[k] {
					t.Fatalf("%d after %d", i, last[k])
				} else {
					last[k] = i
				}
				if n++; n%50 == 0 {
					runtime.Gosched()
				}
			}
			for i := range 10 {
				want := numbered(i)
				client.Write(ctx, websocket.MessageBinary, want)
				if _, p, err := client.Read(ctx); err != nil || !bytes.Equal(p, want) {
					t.Fatalf("echo of %d bytes: %d bytes, %v", len(want), len(p), err)
				}
			}
			until(t, func() bool { return c.Buffered() == 0 }) // the client has it before the flusher knows
		})
	}
}

// Pings and pongs are not dropped, and have a bound of their own.
func TestSlowConsumerPings(t *testing.T) {
	for _, policy := range []SlowPolicy{DropOldest, DropNewest} {
		s := newSite(t, Config{SendQueue: 100_000, Slow: policy, CloseTimeout: time.Millisecond}, nil)
		s.raw()
		c := s.conn()
		for range 2000 {
			c.Send(Binary, make([]byte, 10_000))
		}
		full := c.Buffered()
		n, err := 0, error(nil)
		for ; err == nil; n++ {
			err = c.Ping(strings.Repeat("p", 123))
		}
		if err != ErrSendQueueFull || n < controlRoom/125-100 {
			t.Errorf("%d pings, then %v", n, err)
		}
		if got := c.Buffered(); got > full+controlRoom+1000 {
			t.Errorf("%d bytes are queued", got)
		}
		if end := s.end(); end.Code != 1008 || !errors.Is(end.Err, ErrSendQueueFull) {
			t.Errorf("end: %+v", end)
		}
	}
}

// A client that never reads costs its bound, whatever the policy and the messages,
// and nothing once its connection has ended.
func TestSlowConsumerMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("sends a lot")
	}
	const bound, clients = 1 << 20, 20
	for _, transport := range transports {
		for policy, name := range []string{"close", "drop-oldest", "drop-newest"} {
			t.Run(transport+"/"+name, func(t *testing.T) {
				s, dial := transportSite(t, transport, Config{SendQueue: bound, Slow: SlowPolicy(policy), CloseTimeout: time.Minute})
				conns := make([]*Conn, clients)
				for i := range conns {
					dial()
					conns[i] = s.conn()
				}
				before := heap()
				p := make([]byte, 40_000)
				for range 20 << 20 / 20_000 { // more than what the kernel takes, many times the bound
					n := rand.IntN(len(p))
					for _, c := range conns {
						c.Send(Binary, p[:n])
					}
				}
				for _, c := range conns {
					if n := c.Buffered(); n > bound+len(p)+1000 || n < bound/2 && policy != int(CloseSlow) {
						t.Errorf("%d bytes are queued", n)
					}
				}
				// A queue may be half as large again as what is in it.
				if cost := (heap() - before) / clients; cost > bound*3/2+200_000 {
					t.Errorf("a client costs %d bytes", cost)
				}
				for _, c := range conns {
					c.Abort(nil)
					s.end()
				}
				if cost := (heap() - before) / clients; cost > 100_000 {
					t.Errorf("a client that is gone costs %d bytes", cost)
				}
				runtime.KeepAlive(conns)
			})
		}
	}
}

// heap is how much memory is in use, pools left out.
func heap() int64 {
	for range 3 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// What is lost is told to the log, with the client's address, once for many.
func TestDropsAreTold(t *testing.T) {
	s, clock := timeless(t, Config{SendQueue: 1000, Slow: DropNewest})
	told := make(chan Incident, 10)
	s.srv.Incident = func(e Incident) { told <- e }
	s.serve(nil)
	r := s.raw()
	c := s.conn()
	for c.Send(Binary, make([]byte, 60_000)) == nil {
	}
	for range 5 {
		c.Send(Binary, nil)
	}
	addr := r.LocalAddr().String()
	if e := <-told; e.String() != addr+": wsbridge: send queue full, message dropped" {
		t.Error(e)
	}
	clock.advance(2 * time.Second)
	if e := <-told; e.String() != addr+": wsbridge: send queue full, message dropped (and 4 more)" {
		t.Error(e)
	}
	if n := s.srv.Stats.Of(DroppedMessage); n != 6 {
		t.Errorf("%d were counted", n)
	}
}

// Shutdown sends what waits, the backlog included, and then Close.
func TestShutdownWithBacklog(t *testing.T) {
	for _, transport := range transports {
		s, dial := transportSite(t, transport, Config{SendQueue: 300_000, Slow: DropOldest})
		client := dial()
		c := s.conn()
		for i := range 2000 {
			c.Send(Binary, numbered(i))
		}
		down := make(chan error)
		go func() { down <- s.srv.Shutdown(testContext(t)) }()
		all, err := readAll(t, client)
		if websocket.CloseStatus(err) != 1001 || all[len(all)-1] != 1999 {
			t.Errorf("%s: the last is %d, then %v", transport, all[len(all)-1], err)
		}
		client.CloseNow()
		if err := <-down; err != nil {
			t.Error(err)
		}
	}
}

// A message's size is read off its frames, in each form that a frame can have.
func FuzzMessageSize(f *testing.F) {
	f.Add(1, uint(0), false)
	f.Add(126, uint(100), true)
	f.Add(70_000, uint(1000), false)
	f.Fuzz(func(t *testing.T, n int, fragment uint, masked bool) {
		data := make([]byte, max(n, 0)%200_000)
		var p []byte
		opcode := byte(Binary)
		for rest := data; ; opcode = 0 {
			k := len(rest)
			if fragment > 0 {
				k = min(k, int(fragment%100_000)+1)
			}
			at := len(p)
			p = appendFrame(p, opcode, rest[:k], masked)
			if rest = rest[k:]; len(rest) == 0 {
				break
			}
			p[at] &^= 0x80
		}
		size := len(p)
		p = appendFrame(p, opPing, data[:min(len(data), 125)], masked)
		if got := messageSize(p); got != size {
			t.Errorf("%d, want %d", got, size)
		}
	})
}
