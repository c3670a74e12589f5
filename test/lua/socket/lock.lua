-- Tasks that take turns at a socket, as skynet up to 1.4 has them.
-- skynet: source: lualib/skynet/socket.lua of v1.3.0
local skynet = require "skynet"
local socket = require "skynet.socket"

skynet.start(function()
	local id = socket.listen("127.0.0.1", 0)
	socket.start(id, print)
	local done = 0
	for i = 1, 3 do
		skynet.fork(function()
			socket.lock(id)
			print("locked", i)
			skynet.sleep(1)
			print("unlocks", i)
			socket.unlock(id)
			done = done + 1
		end)
	end
	while done < 3 do skynet.sleep(1) end
	print((select(2, pcall(socket.unlock, id)):gsub("socket %d+", "socket ID"):gsub("^.-:%d+: ", "")))
	socket.lock(id)
	local t = skynet.fork(function() socket.lock(id) print "not reached" end)
	skynet.sleep(0)
	skynet.killthread(t)
	socket.unlock(id)
	socket.lock(id)
	print "locked again"
	socket.close(id)
	print((pcall(socket.lock, id)))
	skynet.exit()
end)
-- Output:
-- locked	1
-- unlocks	1
-- locked	2
-- unlocks	2
-- locked	3
-- unlocks	3
-- socket ID is not locked
-- locked again
-- false
