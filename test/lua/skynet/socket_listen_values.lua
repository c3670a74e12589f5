-- socket.listen gives an id, the address and the port; port 0 picks a free one.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"

skynet.start(function()
	local id, addr, port = socket.listen("127.0.0.1", 0)
	print(math.type(id), addr, math.type(port), port > 0)
	local id2, addr2, port2 = socket.listen("0.0.0.0", "0", 128)
	print(id2 ~= id, addr2, port2 ~= port)
	local _, addr3, port3 = socket.listen("127.0.0.1:0")
	print(addr3, port3 > 0)
	socket.close(id)
	socket.close(id2)
	print("done")
	skynet.exit()
end)
-- Output:
-- integer	127.0.0.1	integer	true
-- true	0.0.0.0	true
-- 127.0.0.1	true
-- done
