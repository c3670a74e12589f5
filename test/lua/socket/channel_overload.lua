-- A channel tells when too much waits to be sent; desc may bring its own functions to read.
-- skynet: source: lualib/skynet/socketchannel.lua
local skynet = require "skynet"
local socket = require "skynet.socket"
local socketchannel = require "skynet.socketchannel"

skynet.start(function()
	local listener, _, port = socket.listen("127.0.0.1", 0)
	local server, held
	socket.start(listener, function(id)
		server = id
		socket.start(id)
		print("server", socket.readline(id))
		socket.write(id, "ready\n")
		held = true
		skynet.wait(server)
		local n, data = 0, ""
		repeat
			n = n + #data
			data = socket.read(id)
		until not data or data:sub(-1) == "!"
		print("server has more than a megabyte", n > 1 << 20)
		socket.write(id, "all\n")
	end)
	local told = {}
	local c = socketchannel.channel {
		host = "127.0.0.1", port = port,
		overload = function(over) told[#told + 1] = over end,
		socket_readline = function(so, sep) return (socket.readline(so[1], sep):upper()) end,
	}
	local function line(so) return true, so:readline "\n" end
	print(c:request("begin\n", line))
	while not held do skynet.sleep(1) end
	for _ = 1, 60 do
		c:request(("x"):rep(1 << 20))
		skynet.yield()
		if told[1] then break end
	end
	skynet.wakeup(server)
	print(c:request("!", line))
	while told[2] == nil do skynet.sleep(1) end
	print("told", table.unpack(told, 1, #told))
	c:close()
	print("done")
	skynet.exit()
end)
-- Output:
-- server	begin
-- READY
-- server has more than a megabyte	true
-- ALL
-- told	true	false
-- done
