-- Reading and writing, and the ends of streams.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"

local function q(...)
	local t = table.pack(...)
	for i = 1, t.n do t[i] = type(t[i]) == "string" and string.format("%q", t[i]) or tostring(t[i]) end
	return table.concat(t, " ", 1, t.n)
end

skynet.start(function()
	local listener, ip, port = socket.listen("127.0.0.1", 0)
	print("listen", math.type(listener), ip, math.type(port))
	local accepted = {}
	local waiting
	socket.start(listener, function(id, addr)
		accepted[#accepted + 1] = id
		print("accept", math.type(id), addr:match "^127.0.0.1:%d+$" ~= nil)
		if waiting then skynet.wakeup(waiting) end
	end)
	local function pair()
		local c = socket.open("127.0.0.1", port)
		while #accepted == 0 do waiting = coroutine.running() skynet.wait() end
		waiting = nil
		local s = table.remove(accepted, 1)
		socket.start(s)
		return c, s
	end

	local c, s = pair()
	print("write", q(socket.write(c, "hello world")))
	print("read 5", q(socket.read(s, 5)))
	print("read any", q(socket.read(s)))
	print("write parts", q(socket.write(c, { "ab", "cd", "ef" })))
	print("read 6", q(socket.read(s, 6)))
	socket.write(c, "line one\nline two\r\nrest")
	print("line", q(socket.readline(s)))
	print("line", q(socket.readline(s, "\r\n")))
	socket.write(c, "=END=more")
	print("sep", q(socket.readline(s, "=END=")))
	print("lwrite", q(socket.lwrite(c, " low")))
	print("read 8", q(socket.read(s, 8)))
	local closed
	skynet.fork(function() skynet.sleep(5) socket.write(c, "partial") socket.close(c) closed = true end)
	print("read too much", q(socket.read(s, 100)))
	print("read after", q(socket.read(s)))
	print("readline after", q(socket.readline(s)))
	print("readall after", q(socket.readall(s)))
	while not closed do skynet.sleep(1) end
	print("write after", q(pcall(socket.write, s, "x")))
	print("invalid", q(socket.invalid(s)), "disconnected", q(socket.disconnected(s)))
	socket.close(s)
	print("invalid", q(socket.invalid(s)), "disconnected", q(socket.disconnected(s)))
	print("read closed", q((pcall(socket.read, s))))
	print("write closed", q(pcall(socket.write, s, "x")))
	print("close again", q(pcall(socket.close, s)))

	c, s = pair()
	socket.write(c, "all of ")
	socket.write(c, "it")
	skynet.sleep(5)
	socket.close(c)
	print("readall", q(socket.readall(s)))
	socket.close(s)

	c, s = pair()
	skynet.fork(function() skynet.sleep(3) socket.close(s) end)
	print("closed while reading", q(socket.read(s)))
	print("other side", q(socket.read(c)))
	socket.close(c)

	c, s = pair()
	socket.onclose(s, function(id) print("onclose", id == s) end)
	socket.close(c)
	skynet.sleep(5)
	socket.close(s)

	c, s = pair()
	skynet.fork(function() print("block", q(socket.block(s)), q(socket.read(s))) end)
	skynet.sleep(2)
	socket.write(c, "now")
	skynet.sleep(5)
	socket.close(c)
	print("block at the end", q(socket.block(s)))
	socket.close(s)

	c, s = pair()
	socket.write(c, "before shutdown")
	socket.shutdown(c)
	skynet.sleep(5)
	print("after shutdown", q(socket.readall(s)))
	print("c invalid", q(socket.invalid(c)))
	socket.close(s)

	print("open refused", q(select("#", socket.open("127.0.0.1", 1))), q((socket.open("127.0.0.1", 1))))
	print("header", q(pcall(socket.header, "\0\5")), q(socket.header "\1\2"))
	print("listen taken", q((pcall(socket.listen, "127.0.0.1", port))))
	print("done")
	skynet.exit()
end)
-- Output:
-- listen	integer	127.0.0.1	integer
-- accept	integer	true
-- write	true
-- read 5	"hello"
-- read any	" world"
-- write parts	true
-- read 6	"abcdef"
-- line	"line one"
-- line	"line two"
-- sep	"rest"
-- lwrite	true
-- read 8	"more low"
-- read too much	false "partial"
-- read after	false ""
-- readline after	false ""
-- readall after	false
-- write after	true true
-- invalid	false	disconnected	true
-- invalid	true	disconnected	
-- read closed	false
-- write closed	true false
-- close again	true
-- accept	integer	true
-- readall	"all of it"
-- accept	integer	true
-- closed while reading	false ""
-- other side	false ""
-- accept	integer	true
-- onclose	true
-- accept	integer	true
-- block	true	"now"
-- block at the end	false
-- accept	integer	true
-- after shutdown	"before shutdown"
-- c invalid	false
-- open refused	2	nil
-- header	true 5	258
-- listen taken	false
-- done
