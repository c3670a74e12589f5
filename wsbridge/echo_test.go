package wsbridge

import (
	"context"
	"net"
	"testing"

	"github.com/coder/websocket"
)

type echo struct{}

func (echo) Message(c *Conn, t MessageType, data []byte) { c.Send(t, data) }
func (echo) Closed(c *Conn, end End)                     {}

func TestSmoke(t *testing.T) {
	ln, _ := net.Listen("tcp", "127.0.0.1:0")
	var s Server
	go s.Serve(ln, func(*Conn) Handler { return echo{} })
	c, _, err := websocket.Dial(context.Background(), "ws://"+ln.Addr().String()+"/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Write(context.Background(), websocket.MessageText, []byte("hello"))
	_, p, err := c.Read(context.Background())
	if string(p) != "hello" {
		t.Fatal(p, err)
	}
	t.Log(c.Close(1000, "bye"))
	t.Log(s.Shutdown(context.Background()))
}
