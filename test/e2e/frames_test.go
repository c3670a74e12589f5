package e2e

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// framesScript is a websocket server whose frames are read and written by a
// script, over skynet.socket: a listener, and an agent service that gets the ids.
// It echoes messages, with "echo " before texts.
const framesScript = `
local skynet = require "skynet"
local socket = require "skynet.socket"
local crypt = require "skynet.crypt"

local mode = ...

local function read(id, n)
	local data = socket.read(id, n)
	if not data then error("gone", 0) end
	return data
end

local function read_frame(id)
	local b0, b1 = read(id, 2):byte(1, 2)
	local n = b1 & 0x7f
	if n == 126 then n = string.unpack(">I2", read(id, 2))
	elseif n == 127 then n = string.unpack(">I8", read(id, 8)) end
	local key = read(id, 4)
	local data = n > 0 and read(id, n) or ""
	return b0 & 0x80 ~= 0, b0 & 0xf, crypt.xor_str(data, key)
end

local function write_frame(id, opcode, data)
	local n = #data
	local head
	if n < 126 then head = string.pack("BB", 0x80 | opcode, n)
	elseif n < 0x10000 then head = string.pack(">BBI2", 0x80 | opcode, 126, n)
	else head = string.pack(">BBI8", 0x80 | opcode, 127, n) end
	return socket.write(id, head .. data)
end

local function serve(id)
	socket.start(id)
	local key
	while true do
		local line = socket.readline(id, "\r\n")
		if not line then error("gone", 0) end
		if line == "" then break end
		key = line:match "^[Ss]ec%-[Ww]eb[Ss]ocket%-[Kk]ey: (.*)$" or key
	end
	local accept = crypt.base64encode(crypt.sha1(key .. "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	socket.write(id, { "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
		"Sec-WebSocket-Accept: ", accept, "\r\n\r\n" })
	local parts, kind = {}, nil
	while true do
		local final, opcode, data = read_frame(id)
		if opcode == 8 then
			write_frame(id, 8, data)
			break
		elseif opcode == 9 then
			write_frame(id, 10, data)
		else
			kind = opcode ~= 0 and opcode or kind
			parts[#parts + 1] = data
			if final then
				data = table.concat(parts)
				parts = {}
				write_frame(id, kind, kind == 1 and "echo " .. data or data)
			end
		end
	end
end

if mode == "agent" then
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, id)
			local ok, err = pcall(serve, id)
			socket.close(id)
			skynet.error("over", ok, err)
		end)
	end)
	return
end

skynet.start(function()
	local agent = skynet.newservice("main", "agent")
	local listener = socket.listen("127.0.0.1", 0)
	socket.start(listener, function(id) skynet.send(agent, "lua", id) end)
end)
`

func newFramesSite(t testing.TB) *site {
	s := prepare(t, nil)
	s.launch(framesScript)
	return s
}

// A thousand messages of all lengths of length, with a client that is not ours.
func TestOwnFrames(t *testing.T) {
	s := newFramesSite(t)
	every(t, 10, func(i int) error {
		c, err := s.tryDial(s.addr, nil)
		if err != nil {
			return err
		}
		c.SetReadLimit(-1)
		for j := range 100 {
			text := strings.Repeat(fmt.Sprint(i, j), 1+j*j/3)
			if j == 99 {
				text = strings.Repeat("x", 1<<20)
			}
			if err := c.sendText(text); err != nil {
				return err
			}
			if err := c.expect("echo " + text); err != nil {
				return err
			}
		}
		return c.Close(1000, "")
	})
	s.closeAll()
}

// Fragments, byte by byte; a ping in between.
func TestOwnFramesByteByByte(t *testing.T) {
	s := newFramesSite(t)
	r := s.rawTCP()
	for _, b := range []byte(request + "\r\n" + frame(1, "frag") + frame(fin|9, "p") + frame(fin, "ments") + frame(text, "")) {
		r.send(string([]byte{b}))
	}
	r.upgraded()

	r.wantFrame(10, "p")
	r.wantFrame(1, "echo fragments")
	r.wantFrame(1, "echo ")
	r.Close()
	s.log.wait(t, 1, "over false gone")
	s.closeAll()
}

// A client that sends its last byte and reads on gets all answers.
func TestOwnFramesHalfClosed(t *testing.T) {
	s := newFramesSite(t)
	r := s.raw()
	var all []string
	for i := range 100 {
		all = append(all, frame(text, fmt.Sprint(i)))
	}
	r.send(all...)
	r.CloseWrite()
	for i := range 100 {
		r.wantFrame(1, fmt.Sprint("echo ", i))
	}
	if _, err := r.br.ReadByte(); err != io.EOF {
		t.Errorf("after the last answer: %v", err)
	}
	s.log.wait(t, 1, "over false gone")
	s.closeAll()
}

// Clients that reset their streams, and one that goes on.
func TestOwnFramesReset(t *testing.T) {
	s := newFramesSite(t)
	stays := s.dial()
	for range 20 {
		r := s.raw()
		r.send(frame(text, "x"))
		r.SetLinger(0)
		r.Close()
	}
	s.log.wait(t, 20, "over false gone")
	stays.send("still")
	stays.want("echo still")
	s.closeAll()
}

// A client that doesn't read for a while gets everything later; the others don't
// wait for it.
func TestOwnFramesSlowReader(t *testing.T) {
	s := newFramesSite(t)
	slow := s.raw()
	payload := strings.Repeat("0123456789abcdef", 4000)
	const n = 400 // 25 MB
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for range n {
			io.WriteString(slow, frame(fin|2, payload))
		}
	}()
	quick := s.dial()
	s.log.wait(t, 1, "K bytes need to send out")
	quick.send("now")
	quick.want("echo now")
	for range n {
		slow.wantFrame(2, payload)
	}
	<-sent
	slow.send(frame(closing, "\x03\xe8"))
	slow.wantFrame(8, "\x03\xe8")
	s.log.wait(t, 1, "over true nil")
	s.closeAll()
}

// A service that ends closes its sockets, and no others.
func TestServiceEndsItsSockets(t *testing.T) {
	s := prepare(t, nil)
	s.launch(`
		local skynet = require "skynet"
		local socket = require "skynet.socket"
		skynet.start(function()
			local id = socket.listen("127.0.0.1", 0)
			socket.start(id, function(id)
				socket.start(id)
				local line = socket.readline(id)
				if line == "keep" then
					skynet.newservice("keeper", id)
					socket.abandon(id)
					return
				elseif line == "exit" then
					socket.write(id, "last words")
					skynet.exit()
				end
				socket.write(id, "waits\n")
				socket.read(id)
			end)
		end)`)
	s.write("keeper.lua", `
		local skynet = require "skynet"
		local socket = require "skynet.socket"
		local id = math.tointeger((...))
		skynet.start(function()
			socket.start(id)
			socket.write(id, "kept\n")
			skynet.fork(function()
				while true do
					local line = socket.readline(id)
					if not line then break end
					socket.write(id, line .. "\n")
				end
				socket.close(id)
			end)
		end)`)
	dial := func(line string) *raw {
		r := s.rawTCP()
		r.send(line + "\n")
		return r
	}
	waits, kept := dial("wait"), dial("keep")
	waits.wantLine("waits")
	kept.wantLine("kept")
	exits := dial("exit")
	if p, err := io.ReadAll(exits.br); string(p) != "last words" || err != nil {
		t.Errorf("%q, %v", p, err)
	}
	if _, err := waits.br.ReadByte(); err != io.EOF {
		t.Errorf("a socket of the service that has ended: %v", err)
	}
	kept.send("and it works\n")
	kept.wantLine("and it works")
	kept.Close()
	if nc, err := net.DialTimeout("tcp", s.addr, time.Second); err == nil {
		nc.Close()
		t.Error("the listener is open still")
	}
	s.closeAll()
}
