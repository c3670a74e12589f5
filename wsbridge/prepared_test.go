package wsbridge

import (
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// A Prepared is deflated once for all peers with a window of one size, and not
// at all for those that don't want it, or when it gains nothing.
func TestBroadcastCompressed(t *testing.T) {
	for _, size := range []int{0, 1000} { // of fragments
		var rooms Rooms
		s := newSite(t, Config{Compress: true, FragmentSize: size}, nil)
		ctx := testContext(t)
		var clients []*websocket.Conn
		for _, mode := range []websocket.CompressionMode{websocket.CompressionDisabled, websocket.CompressionNoContextTakeover, websocket.CompressionNoContextTakeover} {
			c, _, err := websocket.Dial(ctx, "ws://"+s.addr, &websocket.DialOptions{CompressionMode: mode})
			if err != nil {
				t.Fatal(err)
			}
			defer c.CloseNow()
			clients = append(clients, c)
			rooms.Join("a", s.conn())
		}
		narrow := s.rawTCP()
		narrow.send(strings.TrimSuffix(rawRequest, "\r\n") + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n\r\n")
		narrow.upgraded()
		rooms.Join("a", s.conn())
		for _, data := range []string{"short", like(5000), noise(900), ""} {
			split := size > 0 && len(data) > size // then each has frames of its own
			p := Prepare(Binary, data)
			for range 2 {
				if n, err := rooms.Broadcast("a", p); n != 4 || err != nil {
					t.Fatal(n, err)
				}
				for _, c := range clients {
					if _, got, err := c.Read(ctx); err != nil || string(got) != data {
						t.Fatalf("%d bytes came as %d, %v", len(data), len(got), err)
					}
				}
				if got, deflated := narrow.message(); got != data || deflated != (len(data) == 5000 && !split) {
					t.Fatalf("%d bytes came as %d, deflated: %v", len(data), len(got), deflated)
				}
			}
			if p.t != Binary || p.data != data {
				t.Error("it was changed")
			}
			made := 0
			for window, frame := range p.deflated {
				if window != 9 && window != maxWindow || (frame != nil) != (len(data) == 5000) {
					t.Errorf("%d bytes, window %d: %v", len(data), window, frame != nil)
				}
				made++
			}
			if want := 2 * min(len(data)/500, 1); made != want && !split || made > 0 && split {
				t.Errorf("%d bytes: %d deflated forms were looked for, want %d", len(data), made, want)
			}
		}
	}
}

// message reads a message of one or more frames, which may be deflated.
func (r *rawClient) message() (data string, deflated bool) {
	r.t.Helper()
	for first := true; ; first = false {
		var h [4]byte
		io.ReadFull(r.br, h[:2])
		if first {
			deflated = h[0]&rsv1Bit != 0
		}
		n := int(h[1])
		if n == 126 {
			io.ReadFull(r.br, h[2:])
			n = int(binary.BigEndian.Uint16(h[2:]))
		}
		p := make([]byte, n)
		if _, err := io.ReadFull(r.br, p); err != nil {
			r.t.Fatal(err)
		}
		if data += string(p); h[0]&fin == 0 {
			continue
		}
		if deflated {
			data = inflated(r.t.(*testing.T), []byte(data))
		}
		return data, deflated
	}
}
