package e2e

import (
	"strings"
	"testing"
)

// ends are ways in which a connection ends, and what the handler is told.
var ends = map[string]struct {
	mode string
	do   func(r *raw)
	log  []string
}{
	"peer closes": {do: func(r *raw) {
		r.send(frame(text, "echo"), frame(closing, ""))
		r.want("echo")
		r.wantEmptyClose()
	}, log: []string{"message echo text 0", "close nil nil open true, true", "accept: true true"}},
	// Without a reason the code is lost, as in skynet.
	"peer closes with a code": {do: func(r *raw) {
		r.send(closeFrame(1000, ""))
		r.wantEmptyClose()
	}, log: []string{"close nil nil open true, true", "accept: true true"}},
	"peer closes with a reason": {do: func(r *raw) {
		r.send(closeFrame(4001, "why"))
		r.wantEmptyClose()
	}, log: []string{"close 4001 why open true, true", "accept: true true"}},
	"peer is gone": {do: func(r *raw) { r.Close() },
		log: []string{"error [Socket Error] : read failed fd = N open false, false", "accept: true true"}},
	"peer resets": {do: func(r *raw) { r.reset() },
		log: []string{"error [Socket Error] : read failed fd = N open false, false", "accept: true true"}},
	"error": {do: func(r *raw) {
		r.send(frame(text, "error"))
		r.wantClose(1011, "handler failed") // skynet: no Close frame
	}, log: []string{"message error text 0", "accept: true false boom ..."}},
	"error with a table": {do: func(r *raw) { r.send(frame(text, "error table")) },
		log: []string{"message error table text 0", "accept: true false a table"}},
	"error with nil": {do: func(r *raw) { r.send(frame(text, "error nil")) },
		log: []string{"message error nil text 0", "accept: true false stack traceback: ..."}},
	"close": {do: func(r *raw) {
		r.send(frame(text, "close"), frame(text, "not told"))
		r.wantEmptyClose()
	}, log: []string{"message close text 0", "closed open false, false", "close nil nil open false, false", "accept: true true"}},
	"close with a reason": {do: func(r *raw) {
		r.send(frame(text, "close 1000"))
		r.wantClose(1000, "bye")
	}, log: []string{"message close 1000 text 0", "close nil nil open false, false", "accept: true true"}},
	"close with code 404": {do: func(r *raw) {
		r.send(frame(text, "close 404"))
		r.wantClose(1000, "nope") // skynet: 404, which clients refuse
	}, log: []string{"message close 404 text 0", "close nil nil open false, false", "accept: true true"}},
	"close with code 0": {do: func(r *raw) {
		r.send(frame(text, "close 0"))
		r.wantClose(1000, "")
	}, log: []string{"message close 0 text 0", "close nil nil open false, false", "accept: true true"}},
	"close with code 70000": {do: func(r *raw) {
		r.send(frame(text, "close 70000"))
		r.wantClose(1000, "far")
	}, log: []string{"message close 70000 text 0", "close nil nil open false, false", "accept: true true"}},
	"close without a code": {do: func(r *raw) {
		r.send(frame(text, "close reason"))
		r.wantEmptyClose()
	}, log: []string{"message close reason text 0", "close nil nil open false, false", "accept: true true"}},
	"close twice": {do: func(r *raw) {
		r.send(frame(text, "close twice"))
		r.wantClose(3001, "")
	}, log: []string{"message close twice text 0", "twice", "close nil nil open false, false", "accept: true true"}},
	"close by another task": {do: func(r *raw) {
		r.send(frame(text, "fork close"))
		r.wantClose(3000, "forked")
	}, log: []string{"message fork close text 0", "fork closes", "close nil nil open false, false", "accept: true true", "fork has closed"}},
	"close by another task while the handler waits": {do: func(r *raw) {
		r.send(frame(text, "fork close, sleep"), frame(text, "not told"))
		r.wantClose(3000, "forked")
	}, log: []string{"message fork close, sleep text 0", "fork closes", "fork has closed", "slept", "close nil nil open false, false", "accept: true true"}},
	"socket.close by another task": {do: func(r *raw) {
		r.send(frame(text, "socket.close"))
		r.wantEnd()
	}, log: []string{"message socket.close text 0", "socket.close", "error [Socket Error] : read failed fd = N open false, false", "accept: true true"}},
	"socket.shutdown": {do: func(r *raw) {
		r.send(frame(text, "socket.shutdown"))
		r.wantEnd()
	}, log: []string{"message socket.shutdown text 0", "shut down", "error [Socket Error] : read failed fd = N open false, false", "accept: true true"}},
	// skynet: "assertion failed!", and no callback
	"socket.close by the handler": {do: func(r *raw) {
		r.send(frame(text, "socket.close here") + frame(text, "not told"))
		r.br.ReadByte()
	}, log: []string{"message socket.close here text 0", "closed", "error [Socket Error] : read failed fd = N open false, false", "accept: true true"}},

	"connect closes": {mode: "connect close", do: func(r *raw) {},
		log: []string{"closed open false, false", "accept: true false closed before the handshake"}}, // skynet: "assertion failed!"
	"connect fails": {mode: "connect error", do: func(r *raw) {}, log: []string{"accept: true false in connect ..."}},
	"handshake closes": {mode: "handshake close", do: func(r *raw) { r.wantClose(1000, "go") },
		log: []string{"closed open false, false", "close nil nil open false, false", "accept: true true"}},
	"handshake fails": {mode: "handshake error", do: func(r *raw) { r.wantClose(1011, "handler failed") },
		log: []string{"accept: true false in handshake ..."}},
	"ping fails": {mode: "ping error", do: func(r *raw) { r.send(frame(fin|9, "p")) },
		log: []string{"ping 0", "accept: true false in ping ..."}},
	"close writes": {mode: "close write", do: func(r *raw) {
		r.send(closeFrame(1000, "x"))
		r.wantEmptyClose()
	}, log: []string{"close 1000 x open true, true", "write true", "accept: true true"}},
	"close closes": {mode: "close close", do: func(r *raw) { r.send(closeFrame(1000, "x")) },
		log: []string{"close 1000 x open true, true", "close true", "accept: true true"}},
	"close fails": {mode: "close error", do: func(r *raw) { r.send(closeFrame(1000, "x")) },
		log: []string{"close 1000 x open true, true", "accept: true false in close ..."}},
	"close fails after our own": {mode: "close error", do: func(r *raw) { r.send(frame(text, "close")) },
		log: []string{"message close text 0", "closed open false, false", "close nil nil open false, false", "accept: true false in close ..."}},
	"close fails after another task's": {mode: "close error", do: func(r *raw) { r.send(frame(text, "fork close")) },
		log: []string{"message fork close text 0", "fork closes", "close nil nil open false, false", "accept: false in close", "fork has closed"}},
	"error fails": {mode: "error error", do: func(r *raw) { r.Close() },
		log: []string{"error [Socket Error] : read failed fd = N open false, false", "accept: false in error"}},
	"no callbacks": {mode: "no callbacks", do: func(r *raw) {
		r.send(frame(text, "x"), frame(fin|9, ""), closeFrame(1000, "x"))
	}, log: []string{"accept: true true"}},
	"no handle": {mode: "no handle", do: func(r *raw) { r.send(frame(text, "x"), closeFrame(1000, "x")) },
		log: []string{"accept: true true"}},

	"read in handshake": {mode: "handshake read", do: func(r *raw) {
		r.send(frame(text, "first"), frame(text, "second"), frame(closing, ""))
	}, log: []string{"read first", "message second text 0", "close nil nil open true, true", "accept: true true"}},
	"read": {do: func(r *raw) {
		r.send(frame(text, "read"), frame(fin|9, "p"), frame(fin|10, "p"), frame(text, "one"), frame(text, "two"), frame(closing, ""))
	}, log: []string{"message read text 0", "read one", "message two text 0", "close nil nil open true, true", "accept: true true"}},
	"read gets a close": {do: func(r *raw) { r.send(frame(text, "read"), frame(closing, "")) },
		log: []string{"message read text 0", "read false ", "close nil nil open false, false", "accept: true true"}},
	"read gets nothing": {do: func(r *raw) { r.send(frame(text, "read")); r.CloseWrite() },
		log: []string{"message read text 0", "error [Socket Error] : read failed fd = N open false, false", "accept: true true"}},

	// What skynet raises as "payload_len is too large", "assertion failed!".
	"too long": {do: func(r *raw) { r.send(frame(text, strings.Repeat("x", 40000))); r.sendLong(256<<10 + 1) },
		log: []string{"message 40000 text 0", "accept: true false payload_len is too large: a message is over the limit"}},
	"bad opcode": {do: func(r *raw) { r.send(frame(fin|3, "")) },
		log: []string{"accept: true false wsbridge: protocol error: reserved opcode 3"}},
	"unmasked": {do: func(r *raw) {
		r.send("\x81\x04echo", "\x88\x05\x03\xe8bye")
		r.want("echo")
		r.wantEmptyClose()
	}, log: []string{"message echo text 0", "close 1000 bye open true, true", "accept: true true"}},
	"not UTF-8": {do: func(r *raw) {
		r.send(frame(text, "echo\xff"))
		r.want("echo\xff")
		r.send(frame(closing, ""))
	}, log: []string{"message echo\xff text 0", "close nil nil open true, true", "accept: true true"}},
}

func TestHTTPWebsocketEnds(t *testing.T) {
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			s := recording(t, end.mode)
			if strings.HasPrefix(end.mode, "connect ") {
				s.rawTCP().send(recordedRequest)
			} else {
				end.do(s.talk())
			}
			s.wantLog(end.log...)
		})
	}
}

// The next frame of a connection is read when the handler has returned, and
// pings and pongs have their places among the messages.
func TestHTTPWebsocketOrder(t *testing.T) {
	s := recording(t, "")
	r := s.talk("sleep", "echo 1")
	r.send(frame(fin|9, "p"), frame(fin|10, ""), frame(text, "echo 2"), frame(text, "ping"), frame(text, "masked"))
	r.want("echo 1")
	for _, want := range [][2]string{{"\x8a", "p"}, {"\x81", "echo 2"}, {"\x89", ""}, {"\x82", "masked"}} {
		first, p, err := r.next()
		if err != nil || string([]byte{first}) != want[0] || p != want[1] {
			t.Fatalf("frame %#x %q, error %v; want %q", first, p, err, want)
		}
	}
	r.send(frame(closing, ""))
	r.wantEmptyClose()
	s.wantLog("message sleep text 0", "slept", "message echo 1 text 0", "ping 0", "pong 0", "message echo 2 text 0",
		"message ping text 0", "message masked text 0", "close nil nil open true, true", "accept: true true")
}

func TestHTTPWebsocketFragments(t *testing.T) {
	s := recording(t, "")
	r := s.talk()
	r.send(frame(2, "echo"), frame(fin|9, "mid"), frame(0, "-a-"), frame(fin, "b"), frame(1, "echo"), frame(fin, ""))
	for _, want := range [][2]string{{"\x8a", "mid"}, {"\x82", "echo-a-b"}, {"\x81", "echo"}} {
		first, p, err := r.next()
		if err != nil || string([]byte{first}) != want[0] || p != want[1] {
			t.Fatalf("frame %#x %q, error %v; want %q", first, p, err, want)
		}
	}
	r.Close()
	s.wantLog("ping 0", "message echo-a-b binary 0", "message echo text 0",
		"error [Socket Error] : read failed fd = N open false, false", "accept: true true")
}

// What is written before the handshake is done comes after it (in skynet it
// comes before, and breaks the handshake).
func TestHTTPWebsocketEarlyWrite(t *testing.T) {
	s := recording(t, "connect write")
	r := s.talk()
	r.want("welcome")
	if first, p, err := r.next(); err != nil || first != fin|9 || p != "" {
		t.Fatalf("frame %#x %q, error %v; want a ping", first, p, err)
	}
	r.Close()
	s.wantLog("error [Socket Error] : read failed fd = N open false, false", "accept: true true")
}

// A client may send frames with its request.
func TestHTTPWebsocketEarlyFrames(t *testing.T) {
	s := recording(t, "")
	r := s.rawTCP()
	r.send(recordedRequest + frame(text, "echo") + frame(closing, ""))
	r.upgraded()
	r.want("echo")
	r.wantEmptyClose()
	s.wantLog("message echo text 0", "close nil nil open true, true", "accept: true true")
}
