-- Ids between services: accepted here, started there; abandon, close_fd, limit.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"

local mode, arg = ...
if mode == "agent" then
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, cmd, id)
			if cmd == "echo" then
				skynet.retpack(true)
				socket.start(id)
				socket.write(id, "agent here\n")
				while true do
					local line = socket.readline(id)
					if not line then break end
					socket.write(id, "echo " .. line .. "\n")
				end
				print("agent: client gone")
				socket.close(id)
			elseif cmd == "write" then
				skynet.retpack(socket.write(id, "from the other service\n"))
			elseif cmd == "adopt" then
				socket.start(id)
				socket.write(id, "ping\n")
				skynet.retpack(socket.readline(id))
				skynet.sleep(2)
				socket.close(id)
			end
		end)
	end)
	return
end

skynet.start(function()
	local agent = skynet.newservice(SERVICE_NAME, "agent")
	local listener, _, port = socket.listen("127.0.0.1", 0)
	local first
	socket.start(listener, function(id)
		first = id
		skynet.call(agent, "lua", "echo", id)
	end)
	local c = socket.open("127.0.0.1:" .. port)
	print(socket.readline(c))
	socket.write(c, "one\ntwo\n")
	print(socket.readline(c))
	print(socket.readline(c))
	print("foreign write", pcall(socket.write, first, "x\n"))
	print("foreign read", (pcall(socket.read, first)))
	print("write by id", skynet.call(agent, "lua", "write", c))
	socket.close(c)
	skynet.sleep(5)

	local c2 = socket.open("127.0.0.1", port)
	print(socket.readline(c2))
	socket.abandon(c2)
	print("adopted", skynet.call(agent, "lua", "adopt", c2))
	skynet.sleep(5)

	local big = socket.open("127.0.0.1", port)
	print(socket.readline(big))
	local warned
	socket.warning(big, function(id, size) warned = true end)
	print("warning set")
	socket.limit(big, 10)
	socket.write(big, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n")
	skynet.sleep(5)
	print("limited", (pcall(socket.readline, big)))
	socket.close(listener)
	print("listener closed", (socket.open("127.0.0.1", port)))
	print("close_fd", (pcall(socket.close_fd, big)))
	print("done")
	skynet.exit()
end)
-- Output:
-- agent here
-- echo one
-- echo two
-- foreign write	true	true
-- foreign read	false
-- write by id	true
-- agent: client gone
-- agent here
-- adopted	echo ping
-- agent: client gone
-- agent here
-- warning set
-- agent: client gone
-- limited	true
-- listener closed	nil
-- close_fd	false
-- done
