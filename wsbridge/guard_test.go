package wsbridge

import (
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"
)

// unfinished is a frame up to a part of its payload.
func unfinished(b0 byte, size uint64, payload string) string {
	f := binary.BigEndian.AppendUint64([]byte{b0, 0xff}, size)
	return string(f) + strings.Repeat("\x00", maskKey) + payload
}

// A fault ends the connection as soon as it is there, before the rest of the
// frame or message has come, in whatever pieces the bytes come. What was right
// before is answered.
func TestFailFast(t *testing.T) {
	const cut = "日本"
	for _, tt := range []struct {
		name, send string
		code       int
		err        error
	}{
		{"text in the middle of a frame", unfinished(fin|byte(Text), 90, "ok\xff"), 1007, ErrInvalidUTF8},
		{"text that no byte can make right", unfinished(fin|byte(Text), 90, "ok\xf4\x90"), 1007, ErrInvalidUTF8},
		{"surrogate", unfinished(fin|byte(Text), 90, "\xed\xa0"), 1007, ErrInvalidUTF8},
		{"overlong", unfinished(fin|byte(Text), 90, "\xe0\x9f"), 1007, ErrInvalidUTF8},
		{"text in the first fragment", frame(byte(Text), "\xc0"), 1007, ErrInvalidUTF8},
		{"text in a later fragment", frame(byte(Text), cut[:4]) + frame(0, cut[4:]+"\x80"), 1007, ErrInvalidUTF8},
		{"character that goes on wrongly", frame(byte(Text), cut[:4]) + unfinished(0, 90, "x"), 1007, ErrInvalidUTF8},
		{"character cut by the end", frame(byte(Text), cut[:4]) + frame(fin, ""), 1007, ErrInvalidUTF8},
		{"reserved bit", "\xc1", 1002, ErrProtocol},
		{"reserved opcode", "\x83", 1002, ErrProtocol},
		{"ping in fragments", "\x09", 1002, ErrProtocol},
		{"continuation of nothing", "\x80", 1002, ErrProtocol},
		{"message inside a message", frame(byte(Text), "") + "\x81", 1002, ErrProtocol},
		{"no mask", "\x81\x05", 1002, ErrProtocol},
		{"long ping", "\x89\xfe", 1002, ErrProtocol},
		{"close frame of 1 byte", "\x88\x81", 1002, ErrProtocol},
		{"message inside a message, masked", frame(byte(Text), "") + "\x81\x85", 1002, ErrProtocol},
		{"a byte too long", "\x82\xe5", 1009, ErrTooLong},
		{"1 GiB", unfinished(fin|byte(Binary), 1<<30, "")[:10], 1009, ErrTooLong},
		{"63 bits", unfinished(fin|byte(Binary), 1<<63-1, "")[:10], 1009, ErrTooLong},
		{"64 bits", unfinished(fin|byte(Binary), 1<<63, "")[:10], 1002, ErrProtocol},
		{"64 bits, while a message is under way", frame(byte(Binary), "x") + unfinished(0, 1<<64-1, "")[:10], 1002, ErrProtocol},
		{"fragments together", frame(byte(Binary), strings.Repeat("x", 60)) + "\x80\xa9", 1009, ErrTooLong},
	} {
		for _, pieces := range []int{1 << 10, 1} {
			t.Run(tt.name, func(t *testing.T) {
				s := newSite(t, Config{MaxMessage: 100}, echo)
				r := s.raw()
				r.SetNoDelay(true)
				for all := text("before") + tt.send; all != ""; {
					n := min(pieces, len(all))
					r.send(all[:n])
					all = all[n:]
					if pieces == 1 {
						runtime.Gosched()
					}
				}
				r.wantFrame(byte(Text), "before")
				r.wantClose(tt.code)
				r.Close()
				if end := s.end(); end.Code != tt.code || !errors.Is(end.Err, tt.err) {
					t.Errorf("end: %+v, want code %d and error %v", end, tt.code, tt.err)
				}
			})
		}
	}
}

// Empty and tiny fragments cost no memory, and a message of them is one.
func TestTinyFragments(t *testing.T) {
	s := newSite(t, Config{MaxMessage: 1000}, echo)
	r := s.raw()
	r.send(frame(byte(Text), ""))
	for range 100 {
		r.send(strings.Repeat(frame(0, ""), 1000))
	}
	r.send(strings.Repeat(frame(0, "x"), 999), strings.Repeat(frame(fin|opPing, ""), 2), frame(fin, "y"))
	r.wantFrame(opPong, "")
	r.wantFrame(opPong, "")
	r.wantFrame(byte(Text), strings.Repeat("x", 999)+"y")
	r.send(frame(byte(Text), ""), strings.Repeat(frame(0, "x"), 1001))
	r.wantClose(1009)
}

// A limit that is raised while a message is on the way holds for it, although
// its header has come with the one before.
func TestRaisedLimit(t *testing.T) {
	s := newSite(t, Config{MaxMessage: 10}, func(c *Conn, typ MessageType, data []byte) {
		c.SetMaxMessage(100)
		c.Send(typ, data)
	})
	r := s.raw()
	r.send(text("first") + text(strings.Repeat("x", 100)))
	r.wantFrame(byte(Text), "first")
	r.wantFrame(byte(Text), strings.Repeat("x", 100))
}

// After our Close frame, what the peer sends is skipped, however long it is.
func TestLongAfterClose(t *testing.T) {
	s := newSite(t, Config{MaxMessage: 10}, nil)
	r := s.raw()
	c := s.conn()
	c.Close(4000, "bye")
	r.wantFrame(opClose, "\x0f\xa0bye")
	r.send(frame(fin|byte(Binary), strings.Repeat("x", 1000)), closeFrame(4000, ""))
	if end := s.end(); end != (End{4000, "bye", nil}) || !c.over.answer {
		t.Errorf("end: %+v, answer seen: %v", end, c.over.answer)
	}
}

func TestWholeText(t *testing.T) {
	for _, tt := range []struct {
		text string
		n    int
		ok   bool
	}{
		{"", 0, true}, {"abc", 3, true}, {"日本", 6, true}, {"日本"[:5], 3, true}, {"日本"[:4], 3, true},
		{"\xf0", 0, true}, {"\xf0\x9f\x98", 0, true}, {"a\xf0\x9f\x98", 1, true},
		{"\x80", 0, false}, {"\x80\x80\x80\x80", 0, false}, {"\xff", 0, false}, {"a\xc0", 0, false},
		{"\xf4\x90", 0, false}, {"\xed\xa0", 0, false}, {"\xf0\x9f\x98x", 0, false}, {"\xff日", 0, false}, {"\xff\xe6", 0, false},
	} {
		if n, ok := wholeText([]byte(tt.text)); ok != tt.ok || ok && n != tt.n {
			t.Errorf("%q: %d, %v; want %d, %v", tt.text, n, ok, tt.n, tt.ok)
		}
	}
}
