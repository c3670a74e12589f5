package conformance

import (
	"context"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/luaws/luaws/wsbridge"
)

// The fuzzing server against wsbridge.Dial, which is what websocket.client and
// http.websocket's connect are made of.
func TestAutobahnClient(t *testing.T) {
	s := newSuite(t)
	addr := freePort(t)
	cmd := s.command(t, "fuzzingserver", map[string]any{"url": "ws://" + addr})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	a := autobahnClient{t, "ws://" + addr}
	count := a.count()
	for i := 1; i <= count; i++ {
		a.run("/runCase?case=" + strconv.Itoa(i) + "&agent=" + agent)
	}
	a.run("/updateReports?agent=" + agent)
	s.judge(t)
}

// freePort is an address that was free just now: the suite can't tell which it has
// taken.
func freePort(t *testing.T) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

type autobahnClient struct {
	t   *testing.T
	url string
}

// count asks how many cases there are; it waits until the server is there.
func (a autobahnClient) count() int {
	a.t.Helper()
	give, cancel := context.WithTimeout(a.t.Context(), time.Minute)
	defer cancel()
	for {
		c, err := wsbridge.Dial(give, a.url+"/getCaseCount", nil)
		if err == nil {
			h := &told{}
			c.Run(h)
			n, err := strconv.Atoi(h.text)
			if err != nil {
				a.t.Fatalf("count of cases: %v", err)
			}
			return n
		}
		select {
		case <-give.Done():
			a.t.Fatalf("the fuzzing server can't be reached: %v", err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// run has a connection echo until its end.
func (a autobahnClient) run(path string) {
	a.t.Helper()
	c, err := wsbridge.Dial(a.t.Context(), a.url+path, &wsbridge.DialConfig{Config: wsbridge.Config{
		MaxMessage: 16 << 20,
		SendQueue:  64 << 20,
		Compress:   true,
	}})
	if err != nil {
		a.t.Errorf("%s: %v", path, err)
		return
	}
	c.Run(echoBack{})
}

type echoBack struct{}

func (echoBack) Message(c *wsbridge.Conn, typ wsbridge.MessageType, data []byte) { c.Send(typ, data) }
func (echoBack) Closed(*wsbridge.Conn, wsbridge.End)                             {}

// told keeps the last message.
type told struct{ text string }

func (h *told) Message(_ *wsbridge.Conn, _ wsbridge.MessageType, data []byte) {
	h.text = string(data)
}
func (h *told) Closed(*wsbridge.Conn, wsbridge.End) {}
