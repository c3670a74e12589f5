-- http.httpc: requests and answers over a socket that this script makes up.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local answers = {} -- host -> the pieces of its answer; a number is a pause
local sent -- what the client has sent
local socks, last = {}, 0
local fake = {}
package.preload["skynet.socket"] = function() return fake end

function fake.open(host, port)
	local pieces = answers[host]
	if type(pieces) == "string" then
		return nil, pieces
	end
	last = last + 1
	socks[last] = { pieces = pieces, at = 0, got = "" }
	print("open", host, port)
	if pieces.slow then
		skynet.sleep(pieces.slow)
	end
	return last
end

local function more(s)
	if s.shut then
		return false
	end
	s.at = s.at + 1
	local piece = s.pieces[s.at]
	if type(piece) == "number" then
		s.token = {}
		skynet.sleep(piece, s.token)
		s.token = nil
		return more(s)
	elseif piece then
		s.got = s.got .. piece
		return true
	end
	return false
end

function fake.read(id, n)
	local s = socks[id]
	while #s.got < (n or 1) do
		if not more(s) then
			return false, s.got
		end
	end
	local text = s.got:sub(1, n)
	s.got = s.got:sub(#text + 1)
	return text
end

function fake.readall(id)
	local s = socks[id]
	while more(s) do
	end
	return s.got
end

function fake.write(id, text)
	if not socks[id] or socks[id].pieces.deaf then
		return false
	end
	sent = sent .. text
	return true
end

function fake.shutdown(id)
	local s = socks[id]
	s.shut = true
	if s.token then
		skynet.wakeup(s.token)
	end
end

function fake.close(id)
	print "close"
	socks[id] = nil
end

fake.listen, fake.start, fake.udp, fake.udp_dial = print, print, print, print
local httpc = require "http.httpc"
local sockethelper = require "http.sockethelper"

local function lines(text)
	return (text:gsub("\r\n", "/"))
end

local function try(what, f, ...)
	sent = ""
	local t = table.pack(pcall(f, ...))
	for i = 1, t.n do
		t[i] = tostring(t[i]):gsub("^[%w:./]*:%d+: ", "")
	end
	print(what, table.unpack(t, 1, t.n))
end

local OK = "HTTP/1.1 200 OK\r\n"
answers.plain = { OK .. "Content-Length: 5\r\nX-A: b\r\n\r\nhello" }
answers.cut = { OK, "Content-Le", "ngth: 5\r", "\n\r\nhe", "llo" }
answers.chunked = { OK .. "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "2\r\nde\r\n0\r\n\r\n" }
answers.open = { OK .. "\r\nabc", "def" }
answers.none = { "HTTP/1.1 204 No Content\r\n\r\n" }
answers.gone = { OK }
answers.short = { OK .. "Content-Length: 9\r\n\r\nabc" }
answers.deaf = { deaf = true }
answers.refuses = "refused"
answers.slow = { slow = 200, OK .. "Content-Length: 2\r\n\r\nok" }
answers.silent = { 1000, OK .. "Content-Length: 2\r\n\r\nok" }
answers.thinks = { 20, OK .. "Content-Length: 2\r\n\r\n", 20, "ok" }

skynet.start(function()
	local header = {}
	try("plain", httpc.get, "plain", "/x?y", header)
	print(header["x-a"], lines(sent):match "^GET /x%?y HTTP/1.1/" ~= nil, sent:lower():find("\r\nhost: ?plain\r\n") ~= nil)
	try("cut", httpc.get, "http://cut:8080", "/")
	try("chunked", httpc.get, "chunked", "/")
	try("open", httpc.get, "open", "/")
	try("none", httpc.get, "none", "/")
	try("post", httpc.post, "plain", "/p", { a = "b c&=\xff_" })
	print(sent:match "\r\n\r\n(.*)$")
	try("content", httpc.request, "PUT", "plain", "/p", nil, { ["x-a"] = 1 }, "content")
	print(sent:match "\r\n\r\n(.*)$", sent:lower():find("content%-length: ?7\r\n") ~= nil, sent:find("x-a: ?1\r\n") ~= nil)
	try("head", httpc.head, "plain", "/")
	try("gone", httpc.get, "gone", "/")
	try("short", httpc.get, "short", "/")
	try("deaf", httpc.get, "deaf", "/")
	try("protocol", httpc.get, "ftp://plain", "/")
	try("ipv6", httpc.get, "::1", "/")
	try("stream", function()
		local all = {}
		for piece, stream in httpc.request_stream("GET", "chunked", "/") do
			all[#all + 1] = piece
			assert(stream.status == 200)
		end
		return table.concat(all, "|")
	end)
	try("length", function()
		local all = {}
		for piece in httpc.request_stream("GET", "cut", "/") do
			all[#all + 1] = piece
		end
		return table.concat(all, "|")
	end)
	try("closed early", function()
		local stream = httpc.request_stream("GET", "chunked", "/")
		local piece = stream:padding()
		stream:close()
		stream:close()
		return piece, stream.connected
	end)
	httpc.timeout = 50
	try("thinks", httpc.get, "thinks", "/")
	try("silent", httpc.get, "silent", "/")
	local ok, err = pcall(httpc.get, "slow", "/")
	print("slow", ok, err == sockethelper.socket_error, tostring(err))
	print(tostring(err))
	skynet.sleep(300)
	print "the end"
	skynet.exit()
end)
-- Output:
-- open	plain	80
-- close
-- plain	true	200	hello
-- b	true	true
-- open	cut	8080
-- close
-- cut	true	200	hello
-- open	chunked	80
-- close
-- chunked	true	200	abcde
-- open	open	80
-- close
-- open	true	200	abcdef
-- open	none	80
-- close
-- none	true	204	
-- open	plain	80
-- close
-- post	true	200	hello
-- a=b%20c%26%3D%FF_
-- open	plain	80
-- close
-- content	true	200	hello
-- content	true	true
-- open	plain	80
-- close
-- head	true	200
-- open	gone	80
-- close
-- gone	false	[Socket Error] : read failed fd = 9
-- open	short	80
-- close
-- short	false	[Socket Error] : read failed fd = 10
-- open	deaf	80
-- close
-- deaf	false	[Socket Error] : write failed fd = 11
-- protocol	false	Invalid protocol: ftp
-- ipv6	false	Invalid host: bare IPv6 address '::1', use '[::1]' instead
-- open	chunked	80
-- close
-- stream	true	abc|de|
-- open	cut	80
-- close
-- length	true	he|llo
-- open	chunked	80
-- close
-- closed early	true	abc	true
-- open	thinks	80
-- close
-- thinks	true	200	ok
-- open	silent	80
-- close
-- silent	false	[Socket Error] : read failed fd = 16
-- open	slow	80
-- slow	false	true	[Socket Error] : connect failed host = slow port = 80 timeout = 50 err = nil is_time_out = true
-- [Socket Error]
-- close
-- the end
