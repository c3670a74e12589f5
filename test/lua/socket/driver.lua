-- skynet.socketdriver: messages of PTYPE_SOCKET, and the buffer functions.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local driver = require "skynet.socketdriver"

local waiting, events = nil, {}
skynet.register_protocol {
	name = "socket",
	id = skynet.PTYPE_SOCKET,
	unpack = driver.unpack,
	dispatch = function(session, source, kind, id, n, data, extra)
		events[#events + 1] = { kind = kind, id = id, n = n, data = data, extra = extra, source = source, session = session }
		if waiting then skynet.wakeup(waiting) waiting = nil end
	end,
}

local function event(kind)
	while true do
		for i, e in ipairs(events) do
			if e.kind == kind then return table.remove(events, i) end
		end
		waiting = coroutine.running()
		skynet.wait(waiting)
	end
end

local function bytes(e)
	local s = skynet.tostring(e.data, e.n)
	driver.drop(e.data, e.n)
	return s
end

skynet.start(function()
	local listener = driver.listen("127.0.0.1", 0)
	local e = event(2)
	local port = e.n
	print("listening", e.id == listener, e.data, math.type(port), e.source, e.session)
	driver.start(listener)
	e = event(2)
	print("started", e.id == listener, e.n, e.data)
	local client = driver.connect("127.0.0.1", port)
	e = event(2)
	print("connected", e.id == client, e.n, e.data)
	e = event(4)
	print("accepted", e.id == listener, math.type(e.n), e.data:match "^127.0.0.1:%d+$" ~= nil)
	local server = e.n
	driver.start(server)
	e = event(2)
	print("start", e.id == server, e.data)
	driver.nodelay(server)
	print("send", driver.send(client, "hello"))
	e = event(1)
	print("data", e.id == server, e.n, type(e.data), bytes(e))
	print("send parts", driver.send(client, { "a", "bc", "d" }))
	e = event(1)
	print("data", e.n, bytes(e))
	print("send message", driver.send(client, driver.str2p("as a message")))
	e = event(1)
	print("data", e.n, bytes(e))
	print("lsend", driver.lsend(client, "low"))
	print("data", bytes(event(1)))
	driver.close(client)
	e = event(3)
	print("closed", e.id == client, e.n, #e.data)
	e = event(3)
	print("closed", e.id == server, e.n)
	driver.close(server)
	skynet.sleep(2)
	print("no second close", #events)
	print("send to nobody", driver.send(server, "x"))
	driver.start(server)
	e = event(5)
	print("start of nobody", e.id == server, e.n, e.data)

	local b, pool = driver.buffer(), {}
	print("push", driver.push(b, pool, driver.str2p("hello\r")))
	print("readline", driver.readline(b, pool, "\r\n"))
	print("push", driver.push(b, pool, driver.str2p("\nworld")))
	print("check", driver.readline(b, nil, "\r\n"))
	print("readline", driver.readline(b, pool, "\r\n"))
	print("pop 2", driver.pop(b, pool, 2))
	print("pop 9", driver.pop(b, pool, 9))
	print("pop 0", driver.pop(b, pool, 0))
	print("readall", driver.readall(b, pool))
	print("readall", #driver.readall(b, pool))
	driver.push(b, pool, driver.str2p("x"))
	driver.clear(b, pool)
	print("clear", driver.pop(b, pool, 1))
	print("header", driver.header "\1\2\3\4", driver.header "\255")
	driver.close(listener)
	e = event(3)
	print("closed", e.id == listener)
	print("done")
	skynet.exit()
end)
-- Output:
-- listening	true	127.0.0.1	integer	0	0
-- started	true	0	start
-- connected	true	0	127.0.0.1
-- accepted	true	integer	true
-- start	true	start
-- send	true
-- data	true	5	userdata	hello
-- send parts	true
-- data	4	abcd
-- send message	true
-- data	12	as a message
-- lsend	true
-- data	low
-- closed	true	0	0
-- closed	true	0
-- no second close	0
-- send to nobody	false
-- start of nobody	true	0	invalid socket
-- push	6
-- readline
-- push	12
-- check	true
-- readline	hello
-- pop 2	wo	3
-- pop 9	nil	3
-- pop 0	nil	3
-- readall	rld
-- readall	0
-- clear	nil	0
-- header	16909060	255
-- closed	true
-- done
