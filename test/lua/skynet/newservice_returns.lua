-- newservice blocks until the new service's start function has returned; its arguments are words.
-- skynet: ran on 28e80870
local skynet = require "skynet"

if ... == "child" then
	local args = table.pack(...)
	skynet.init(function() print("init") end)
	skynet.start(function()
		print("starts", SERVICE_NAME, args.n, table.unpack(args, 1, args.n))
		print(math.type(args[4]), type(args[5]))
		skynet.fork(print, "its fork")
		skynet.sleep(10)
		print("has started")
	end)
	return
end

skynet.start(function()
	local a = skynet.newservice(SERVICE_NAME, "child", "two words", 3, 2.5, "", "  x ")
	print("returns", math.type(a), a ~= skynet.self(), select("#", a))
	skynet.fork(function()
		print(skynet.newservice(SERVICE_NAME .. " child", nil, nil) - a)
		print("done")
	end)
	print("main goes on")
end)
-- Output:
-- init
-- starts	newservice_returns	6	child	two	words	3	2.5	x
-- nil	string
-- its fork
-- has started
-- returns	integer	true	1
-- main goes on
-- init
-- starts	newservice_returns	1	child
-- nil	nil
-- its fork
-- has started
-- 1
-- done
