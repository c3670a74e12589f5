-- A port in use, a bad host and missing arguments are errors of the caller.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"

skynet.start(function()
	local id, _, port = socket.listen("127.0.0.1", 0)
	local ok, err = pcall(socket.listen, "127.0.0.1", port)
	print("in use", ok, string.find(err, "Listen error", 1, true) ~= nil)
	print("bad host", (pcall(socket.listen, "999.1.1.1", 0)))
	print("negative port", (pcall(socket.listen, "127.0.0.1", -1)))
	print("no port", (pcall(socket.listen, "127.0.0.1")))
	print("no host", (pcall(socket.listen, nil, 0)))
	socket.close(id)
	print("free again", (pcall(socket.listen, "127.0.0.1", port)))
	print("done")
	skynet.exit()
end)
-- Output:
-- in use	false	true
-- bad host	false
-- negative port	false
-- no port	false
-- no host	false
-- free again	true
-- done
