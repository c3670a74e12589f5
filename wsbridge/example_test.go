package wsbridge_test

import (
	"context"
	"fmt"
	"log"
	"net"
	"strings"

	"github.com/coder/websocket"
	"github.com/luaws/luaws/wsbridge"
)

// shouter answers in capitals and hangs up on "bye".
type shouter struct{ ended chan wsbridge.End }

func (s *shouter) Message(c *wsbridge.Conn, t wsbridge.MessageType, data []byte) {
	text := string(data) // data is only good during the call
	if err := c.SendString(t, strings.ToUpper(text)); err != nil {
		log.Print(err)
	}
	if text == "bye" {
		c.Close(wsbridge.CloseNormal, "so long")
	}
}

func (s *shouter) Closed(c *wsbridge.Conn, end wsbridge.End) { s.ended <- end }

func Example() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	h := &shouter{ended: make(chan wsbridge.End, 1)}
	srv := wsbridge.Server{Config: wsbridge.Config{Paths: []string{"/shout"}, MaxMessage: 1000}}
	go srv.Serve(ln, func(c *wsbridge.Conn) wsbridge.Handler {
		fmt.Println("connected:", c.URL(), c.Header().Get("x-name"))
		return h
	})

	// The client is another package's.
	ctx := context.Background()
	client, _, err := websocket.Dial(ctx, "ws://"+ln.Addr().String()+"/shout?loud", &websocket.DialOptions{
		HTTPHeader: map[string][]string{"X-Name": {"ann"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{"hello", "bye"} {
		client.Write(ctx, websocket.MessageText, []byte(text))
		_, answer, _ := client.Read(ctx)
		fmt.Printf("%s\n", answer)
	}
	_, _, err = client.Read(ctx)
	fmt.Println("client:", websocket.CloseStatus(err))
	fmt.Printf("server: %+v\n", <-h.ended)
	fmt.Println("shutdown:", srv.Shutdown(ctx))
	// Output:
	// connected: /shout?loud ann
	// HELLO
	// BYE
	// client: StatusNormalClosure
	// server: {Code:1000 Reason:so long Err:<nil>}
	// shutdown: <nil>
}

// clients is a Sink that passes the ids of clients on.
type clients chan int

func (c clients) SocketEvent(e wsbridge.Event, _ bool) bool {
	if e.Kind == wsbridge.EventAccept {
		c <- e.N
	}
	return true
}

// A socket id is only a number: whoever has the table can make a websocket of
// the stream behind it.
func ExampleSockets() {
	var socks wsbridge.Sockets
	defer socks.CloseAll()
	ids := make(clients)
	listener, err := socks.Listen("127.0.0.1", 0, 16, ids)
	if err != nil {
		log.Fatal(err)
	}
	socks.Start(listener, ids, false)

	h := &shouter{ended: make(chan wsbridge.End, 1)}
	go func() {
		nc, err := socks.Take(<-ids)
		if err != nil {
			log.Fatal(err)
		}
		c, err := wsbridge.Accept(nc, nil)
		if err != nil {
			log.Fatal(err)
		}
		c.Run(h)
	}()

	ctx := context.Background()
	client, _, err := websocket.Dial(ctx, "ws://"+socks.Addr(listener).String(), nil)
	if err != nil {
		log.Fatal(err)
	}
	client.Close(websocket.StatusGoingAway, "enough")
	fmt.Printf("%+v\n", <-h.ended)
	// Output:
	// {Code:1001 Reason:enough Err:<nil>}
}
