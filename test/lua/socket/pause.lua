-- A paused socket is read again when a task waits for it.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"

skynet.start(function()
	local listener, _, port = socket.listen("127.0.0.1", 0)
	local server
	socket.start(listener, function(id) server = id end)
	local c = socket.open("127.0.0.1", port)
	while not server do skynet.sleep(1) end
	socket.start(server)
	socket.write(c, "one")
	print(socket.read(server, 3))
	print(select("#", socket.pause(server)), select("#", socket.pause(server)))
	socket.write(c, "two")
	skynet.sleep(3)
	print(socket.read(server, 3))
	socket.pause(server)
	socket.write(c, "three\n")
	socket.close(c)
	skynet.sleep(3)
	print(socket.readline(server))
	print(socket.read(server))
	socket.pause(server)
	socket.close(server)
	print(socket.pause(server))
	print("done")
	skynet.exit()
end)
-- Output:
-- one
-- 0	0
-- two
-- three
-- false	
--
-- done
-- Log:
-- Pause socket (3)
-- Resume socket (3)
-- Pause socket (3)
-- Resume socket (3)
-- Pause socket (3)
