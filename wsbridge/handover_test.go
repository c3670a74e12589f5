package wsbridge

import (
	"io"
	"net"
	"testing"
)

// takenFrom is a stream with a past, and its client.
func takenFrom(t *testing.T, in, out string) (*taken, net.Conn) {
	t.Helper()
	var s Sockets
	t.Cleanup(s.CloseAll)
	l, err := s.Listen("127.0.0.1", 0, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	ids := make(chan int, 1)
	s.Start(l, acceptFunc(func(id int, _ string) { ids <- id }), false)
	client := open(t, &s, l)
	nc, err := s.Take(<-ids)
	if err != nil {
		t.Fatal(err)
	}
	past := nc.(*taken)
	if in != "" {
		past.in = getBuffer(len(in))
		past.in.b = append(past.in.b, in...)
	}
	if out != "" {
		past.out = getBuffer(len(out))
		past.out.b = append(past.out.b, out...)
	}
	return past, client
}

// Who takes a stream that was read from before sees what came early first.
func TestTakenStreamKeepsItsPast(t *testing.T) {
	nc, client := takenFrom(t, "early ", "before ")
	io.WriteString(client, "late")
	var got []byte
	for p := make([]byte, 4); len(got) < len("early late"); {
		n, err := nc.Read(p)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p[:n]...)
	}
	if string(got) != "early late" {
		t.Errorf("read %q", got)
	}
	io.WriteString(nc, "after")
	p := make([]byte, len("before after"))
	if _, err := io.ReadFull(client, p); err != nil || string(p) != "before after" {
		t.Errorf("client got %q, %v", p, err)
	}
}

// A websocket over such a stream takes its request from what came early.
func TestAcceptTakesEarlyBytes(t *testing.T) {
	for _, cut := range []int{1, 100, len(rawRequest), len(rawRequest) + 3, len(rawRequest) + len(text("x"))} {
		all := rawRequest + text("x")
		nc, client := takenFrom(t, all[:cut], "before ")
		st := prepareSite(t, Config{})
		go func() {
			c, err := Accept(nc, nil)
			if err != nil {
				t.Error(err)
				return
			}
			c.Run(&hook{s: st, message: echo})
		}()
		p := make([]byte, len("before "))
		r := newRawClient(t, client)
		r.send(all[cut:])
		if _, err := io.ReadFull(client, p); err != nil || string(p) != "before " {
			t.Errorf("client got %q, %v", p, err)
		}
		r.upgraded()
		r.wantFrame(byte(Text), "x")
		r.send(closeFrame(1000, ""))
		r.wantClose(1000)
		r.Close()
		st.end()
	}
}
