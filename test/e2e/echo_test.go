package e2e

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

const chinese = "你好，世界。客户端已连接：𠮷野家 ✓"

func TestEchoSizes(t *testing.T) {
	const mega = 1 << 20
	sizes := []int{1, 125, 126, 127, 1000, 4095, 65535, 65536, 65537, 300_000, mega - 1, mega}
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:ctor(opt) self.ws = opt.ws self.max_payload_len = 2^20 end
function ws:on_message(msg, type)
	if msg == "" then msg = "empty " .. type end
	assert(self.ws:send(msg, type == "binary"))
end`))
		c := s.dial()
		for typ, name := range map[websocket.MessageType]string{websocket.MessageText: "text", websocket.MessageBinary: "binary"} {
			if err := c.Write(c.ctx, typ, nil); err != nil {
				t.Fatal(err)
			}
			if got, data, err := c.Read(c.ctx); err != nil || got != typ || string(data) != "empty "+name {
				t.Fatalf("empty %s: %v %q %v", name, got, data, err)
			}
			for _, n := range sizes {
				msg := content(typ, n)
				if err := c.Write(c.ctx, typ, msg); err != nil {
					t.Fatal(err)
				}
				got, data, err := c.Read(c.ctx)
				if err != nil {
					t.Fatalf("%s, %d bytes: %v", name, n, err)
				}
				if got != typ || !bytes.Equal(data, msg) {
					t.Errorf("%s, %d bytes: got %v, %d bytes, not the same", name, n, got, len(data))
				}
			}
		}
		c.Close(1000, "")
		s.closeAll()
		if n := s.log.count("on_close"); n != 1 {
			t.Errorf("%d calls of on_close", n)
		}
	})
}

// content is n bytes: any, or ASCII.
func content(typ websocket.MessageType, n int) []byte {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
		if typ == websocket.MessageText {
			b[i] = ' ' + b[i]%95
		}
	}
	return b
}

func TestEchoChinese(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:on_message(msg, type) self.ws:send(type .. " " .. utf8.len(msg) .. " " .. msg) end`))
		c := s.dial()
		long := strings.Repeat(chinese, 500)
		runes := len([]rune(chinese))
		c.send(chinese, long)
		c.want(fmt.Sprintf("text %d %s", runes, chinese), fmt.Sprintf("text %d %s", 500*runes, long))

		// In fragments that cut characters.
		w, err := c.Writer(c.ctx, websocket.MessageText)
		if err != nil {
			t.Fatal(err)
		}
		for i := range len(chinese) {
			if _, err := w.Write([]byte(chinese[i : i+1])); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		c.want(fmt.Sprintf("text %d %s", runes, chinese))
	})
}

func TestThousandConnections(t *testing.T) {
	const n = 1000
	each(t, []mode{isolated, shared, spread, launched}, func(t *testing.T, m mode) {
		s := newSite(t, m, echo)
		clients := make([]*client, n)
		every(t, n, func(i int) (err error) {
			clients[i], err = s.tryDial(s.addr, nil)
			return err
		})
		every(t, n, func(i int) error { // all are connected now
			c := clients[i]
			for k := range 3 {
				msg := fmt.Sprintf("%d of %d", k, i)
				if err := c.sendText(msg); err != nil {
					return err
				}
				if err := c.expect(msg); err != nil {
					return err
				}
			}
			return nil
		})
		every(t, n, func(i int) error { return clients[i].Close(4000, "done") })
		s.log.wait(t, n, "on_close done 4000")
		s.closeAll()
		if got := s.log.count("on_close"); got != n {
			t.Errorf("%d calls of on_close", got)
		}
	})
}

func TestOrder(t *testing.T) {
	const n = 1000
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:on_message(msg)
	self.n = (self.n or 0) + 1
	self.ws:send(self.n .. " " .. msg)
end`))
		others := make(chan error)
		go func() { // a worker that is busy with others
			c, err := s.tryDial(s.addr, nil)
			for k := 1; err == nil && k <= n; k++ {
				if err = c.sendText("x"); err == nil {
					err = c.expect(fmt.Sprint(k, " x"))
				}
			}
			others <- err
		}()
		c := s.dial()
		sent := make(chan error)
		go func() {
			var err error
			for i := 1; err == nil && i <= n; i++ {
				err = c.sendText(fmt.Sprint(i))
			}
			sent <- err
		}()
		for i := 1; i <= n; i++ {
			c.want(fmt.Sprint(i, " ", i))
		}
		if err := <-sent; err != nil {
			t.Error(err)
		}
		if err := <-others; err != nil {
			t.Error(err)
		}
	})
}
