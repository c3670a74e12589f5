-- socket.start of a listener returns its id at once; closing it, even twice, returns nothing.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"

skynet.start(function()
	local id = socket.listen("127.0.0.1", 0)
	print(socket.start(id, function() end) == id)
	print("again", (pcall(socket.start, id, function() end)))
	print("close", select("#", socket.close(id)))
	print("close again", select("#", socket.close(id)))
	print("close what never was", select("#", socket.close(123456)))
	print("start what never was", (socket.start(123456)))
	print("start nil", (pcall(socket.start, nil)))
	print("done")
	skynet.exit()
end)
-- Output:
-- true
-- again	false
-- close	0
-- close again	0
-- close what never was	0
-- start what never was	nil
-- start nil	false
-- done
