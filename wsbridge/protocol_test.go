package wsbridge

import (
	"errors"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

func TestProtocolFaults(t *testing.T) {
	unmasked := string([]byte{fin | byte(Text), 2}) + "hi"
	huge := func(size string) string { return string([]byte{fin | byte(Binary), 0xff}) + size + "\x00\x00\x00\x00" }
	for _, tt := range []struct {
		name string
		send string
		code int
		err  error
	}{
		{"unmasked frame", unmasked, 1002, ErrProtocol},
		{"reserved bit 1", frame(fin|0x40|byte(Text), "x"), 1002, ErrProtocol},
		{"reserved bit 2", frame(fin|0x20|byte(Text), "x"), 1002, ErrProtocol},
		{"reserved bit 3", frame(fin|0x10|byte(Text), "x"), 1002, ErrProtocol},
		{"reserved data opcode", frame(fin|3, "x"), 1002, ErrProtocol},
		{"reserved control opcode", frame(fin|11, "x"), 1002, ErrProtocol},
		{"fragmented ping", frame(opPing, "x"), 1002, ErrProtocol},
		{"ping of 126 bytes", frame(fin|opPing, strings.Repeat("x", 126)), 1002, ErrProtocol},
		{"continuation of nothing", frame(fin, "x"), 1002, ErrProtocol},
		{"message inside a message", frame(byte(Text), "x") + text("y"), 1002, ErrProtocol},
		{"close frame of 1 byte", frame(fin|opClose, "x"), 1002, ErrProtocol},
		{"close code 1005", closeFrame(1005, ""), 1002, ErrProtocol},
		{"close code 999", closeFrame(999, ""), 1002, ErrProtocol},
		{"close reason not UTF-8", closeFrame(1000, "\xff"), 1007, ErrInvalidUTF8},
		{"text not UTF-8", text("\xff"), 1007, ErrInvalidUTF8},
		{"text cut in a character", text("日本"[:4]), 1007, ErrInvalidUTF8},
		{"surrogate", text("\xed\xa0\x80"), 1007, ErrInvalidUTF8},
		{"fragmented text not UTF-8", frame(byte(Text), "ok") + frame(fin, "\xc0\x80"), 1007, ErrInvalidUTF8},
		{"message too long", text(strings.Repeat("x", 101)), 1009, ErrTooLong},
		{"fragments too long", frame(byte(Text), strings.Repeat("x", 60)) + frame(fin, strings.Repeat("x", 41)), 1009, ErrTooLong},
		{"length of 4 EiB", huge("\x40\x00\x00\x00\x00\x00\x00\x00") + strings.Repeat("x", 200), 1009, ErrTooLong},
		{"length with the top bit", huge("\x80\x00\x00\x00\x00\x00\x00\x00"), 1002, ErrProtocol},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t, Config{MaxMessage: 100}, echo)
			r := s.raw()
			// What was right before is answered; what follows is not read.
			r.send(text("before"), tt.send, text("after"))
			r.wantFrame(byte(Text), "before")
			r.wantClose(tt.code)
			r.Close()
			end := s.end()
			if end.Code != tt.code || !errors.Is(end.Err, tt.err) {
				t.Errorf("end: %+v, want code %d and error %v", end, tt.code, tt.err)
			}
		})
	}
}

// The limit is exact, and one that is set while the reader waits holds for the
// next message.
func TestMaxMessage(t *testing.T) {
	s := newSite(t, Config{MaxMessage: 10}, echo)
	r := s.raw()
	c := s.conn()
	r.send(text(strings.Repeat("x", 10)))
	r.wantFrame(byte(Text), strings.Repeat("x", 10))
	c.SetMaxMessage(300)
	r.send(text(strings.Repeat("y", 300)))
	r.wantFrame(byte(Text), strings.Repeat("y", 300))
	if err := c.SendString(Text, strings.Repeat("z", 301)); err != ErrTooLong {
		t.Errorf("Send: %v", err)
	}
	if err := c.SendString(Text, "goes on"); err != nil {
		t.Errorf("Send: %v", err)
	}
	r.wantFrame(byte(Text), "goes on")
	c.SetMaxMessage(0)
	r.send(text(strings.Repeat("w", defaultMaxMessage)))
	r.wantFrame(byte(Text), strings.Repeat("w", defaultMaxMessage))
	r.send(text(strings.Repeat("w", defaultMaxMessage+1)))
	r.wantClose(1009)
}

// A client that sends all of a message before it reads anything must still
// find the Close frame, not a reset.
func TestTooLongWhileSending(t *testing.T) {
	s := newSite(t, Config{}, echo)
	r := s.raw()
	r.send(frame(fin|byte(Binary), strings.Repeat("x", 8<<20)))
	r.wantClose(1009)
	r.Close()
	if end := s.end(); end.Code != 1009 || !errors.Is(end.Err, ErrTooLong) {
		t.Errorf("end: %+v", end)
	}

	c := s.dial()
	ctx := testContext(t)
	go c.Write(ctx, websocket.MessageBinary, make([]byte, 8<<20))
	_, _, err := c.Read(ctx)
	if websocket.CloseStatus(err) != 1009 {
		t.Errorf("client sees %v", err)
	}
}
