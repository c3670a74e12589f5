-- Tasks that are killed while they open, read, or connect leave nothing behind.
-- skynet: not run; it leaves sockets that nobody knows
local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"

-- during has f run until it blocks, and ends its task before anything else happens.
local function during(f, ...)
	local task = skynet.fork(f, ...)
	skynet.fork(function() print("killed", skynet.killthread(task) == task) end)
	skynet.yield()
end

local function sockets()
	local n = 0
	for _, info in ipairs(socket.netstat()) do
		if info.type == "LISTEN" or info.type == "UDP" then n = n + 1 end
	end
	return n
end

skynet.start(function()
	local f = function() end
	during(socket.listen, "localhost", 0)
	during(socket.udp, f, "localhost", 0)
	during(socket.udp_dial, "localhost", 9, f)
	local driver = require "skynet.socketdriver"
	during(driver.listen, "localhost", 0)
	for _ = 1, 20 do -- what is opened all the same is closed
		during(socket.listen, "127.0.0.1", 0)
	end
	skynet.sleep(1)
	print("open", sockets())

	local clients = {}
	local listener, _, port = socket.listen("127.0.0.1", 0)
	socket.start(listener, function(id)
		socket.start(id)
		clients[#clients + 1] = id
		skynet.wakeup(clients)
	end)
	local function client()
		if #clients == 0 then skynet.wait(clients) end
		return table.remove(clients)
	end

	local ours = socket.open("127.0.0.1", port)
	client()
	local reader = skynet.fork(socket.readline, ours)
	skynet.fork(function()
		socket.close(ours)
		print "closed after the reader was killed"
	end)
	skynet.fork(skynet.killthread, reader)

	local connecting = skynet.fork(websocket.connect, "ws://127.0.0.1:" .. port)
	local id = client()
	print(socket.readline(id, "\r\n"))
	print("killed", skynet.killthread(connecting) == connecting)
	print("rest", (socket.readall(id):gsub("^.*\r\n\r\n", "")))
	socket.close(id)
	skynet.exit()
end)
-- Output:
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- killed	true
-- open	0
-- closed after the reader was killed
-- GET / HTTP/1.1
-- killed	true
-- rest	
