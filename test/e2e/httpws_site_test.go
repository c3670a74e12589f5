package e2e

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// recorder is a handler of http.websocket that logs what it is told, and does
// what messages tell it. The same script ran on skynet f19d1605 (logging and
// listening as that needs it); what the tests here expect is what it logged
// there, unless a test says otherwise.
const recorder = `
local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"

local function log(...)
	local t = table.pack(...)
	for i = 1, t.n do t[i] = tostring(t[i]):gsub("\n.*", " ..."):gsub("127.0.0.1:%d+", "ADDR") end
	skynet.error("> " .. table.concat(t, " "))
end

local mode = ... or ""
local H = {}

local function known(id) return "open " .. tostring(not websocket.is_close(id)) .. ",", (pcall(websocket.addrinfo, id)) end

function H.connect(id)
	log("connect", websocket.addrinfo(id), known(id))
	if mode == "connect close" then websocket.close(id) log("closed", known(id)) end
	if mode == "connect error" then error "in connect" end
	if mode == "connect write" then websocket.write(id, "welcome") websocket.ping(id) end
end

function H.handshake(id, header, url)
	local two = header["x-two"]
	log("handshake", url, header.upgrade, type(two) == "table" and table.concat(two, "|") or two, websocket.real_ip(id))
	if mode == "handshake close" then websocket.close(id, 1000, "go") log("closed", known(id)) end
	if mode == "handshake error" then error "in handshake" end
	if mode == "handshake read" then log("read", websocket.read(id)) end
end

local commands = {}
local function command(name, f) commands[name] = f end
command("error", function() error "boom" end)
command("error table", function() error(setmetatable({}, { __tostring = function() return "a table" end })) end)
command("error nil", function() error() end)
command("close", function(id) websocket.close(id) log("closed", known(id)) end)
command("close 1000", function(id) websocket.close(id, 1000, "bye") end)
command("close 404", function(id) websocket.close(id, 404, "nope") end)
command("close 0", function(id) websocket.close(id, 0) end)
command("close 70000", function(id) websocket.close(id, 70000, "far") end)
command("close reason", function(id) websocket.close(id, nil, "only a reason") end)
command("close twice", function(id) websocket.close(id, 3001) websocket.close(id, 3002) log "twice" end)
command("fork close", function(id)
	skynet.fork(function() log "fork closes" websocket.close(id, 3000, "forked") log "fork has closed" end)
end)
command("fork close, sleep", function(id)
	skynet.fork(function() log "fork closes" websocket.close(id, 3000, "forked") log "fork has closed" end)
	skynet.sleep(1)
	log "slept"
end)
command("socket.close", function(id) skynet.fork(function() log "socket.close" socket.close(id) end) end)
command("socket.shutdown", function(id) socket.shutdown(id) log "shut down" end)
command("socket.close here", function(id) socket.close(id) log "closed" end)
command("sleep", function(id) skynet.sleep(1) log "slept" end)
command("read", function(id) log("read", websocket.read(id)) end)
command("fork read", function(id) skynet.fork(function() log("read", pcall(websocket.read, id)) end) end)
command("ping", function(id) websocket.ping(id) end)
command("masked", function(id) websocket.write(id, "masked", "binary", 0x12345678) end)

function H.message(id, msg, typ, ...)
	log("message", #msg < 40 and msg or #msg, typ, select("#", ...))
	if commands[msg] then commands[msg](id) end
	if msg:find "^echo" then websocket.write(id, msg, typ) end
end

function H.ping(id, ...)
	log("ping", select("#", ...))
	if mode == "ping error" then error "in ping" end
end

function H.pong(id, ...) log("pong", select("#", ...)) end

function H.close(id, code, reason)
	log("close", code, reason, known(id))
	if mode == "close write" then log("write", pcall(websocket.write, id, "late")) end
	if mode == "close close" then log("close", pcall(websocket.close, id, 1000)) end
	if mode == "close error" then error "in close" end
end

function H.error(id, err)
	log("error", tostring(err):gsub("%d+", "N"), known(id))
	if mode == "error error" then error "in error" end
end

local protocol = mode:match "^protocol (.*)"
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr)
		local handle = H
		if mode == "no callbacks" then handle = {} elseif mode == "no handle" then handle = nil end
		local t = table.pack(pcall(websocket.accept, id, handle, protocol or "ws", addr))
		for i = 1, t.n do t[i] = tostring(t[i]):gsub("^[^ ]*:%d+: ", "") end
		log("accept:", table.unpack(t, 1, t.n))
		log("afterwards", known(id))
		log("again", websocket.accept(id, handle, "ws", addr))
	end)
end)
`

// recording is a site that runs the recorder.
func recording(t testing.TB, mode string) *site {
	s := prepare(t, nil)
	s.launch(recorder, mode)
	return s
}

// wantLog waits for the recorder's last line and compares all of them. Those
// that always come are not given: the connect callback with its connection open
// and known, the handshake, and after the end a connection that is gone.
func (s *site) wantLog(want ...string) {
	s.t.Helper()
	s.log.wait(s.t, 1, "> again")
	if len(want) > 0 { // perhaps of another task, which may log after that
		s.log.wait(s.t, 1, "> "+want[len(want)-1])
	}
	var got []string
	for _, line := range s.log.lines("> ") {
		switch line = strings.TrimPrefix(line, "> "); line {
		case "connect ADDR open true, true", "handshake /chat?x=1&y=%20z WebSocket a|b|c 1.2.3.4",
			"afterwards open false, false", "again false invalid socket":
		default:
			got = append(got, line)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Errorf("log (-want +got):\n%s", diff)
	}
}

const recordedRequest = "GET /chat?x=1&y=%20z HTTP/1.1\r\nHost: h\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
	"X-Real-IP: 1.2.3.4\r\nX-Two: a\r\nX-Two: b\r\nX-Two: c\r\n\r\n"

// talk connects with the recorded request and sends messages.
func (s *site) talk(messages ...string) *raw {
	s.t.Helper()
	r := s.rawTCP()
	r.send(recordedRequest)
	r.upgraded()
	for _, m := range messages {
		r.send(frame(text, m))
	}
	return r
}

func closeFrame(code int, reason string) string {
	return frame(closing, string([]byte{byte(code >> 8), byte(code)})+reason)
}

// wantEmptyClose reads a Close frame without a code, answers, and reads the
// end of the stream.
func (r *raw) wantEmptyClose() {
	r.t.Helper()
	first, p, err := r.next()
	if err != nil || first != closing || p != "" {
		r.t.Fatalf("frame %#x %q, error %v; want an empty close", first, p, err)
	}
	r.send(frame(closing, ""))
	r.wantEnd()
}
