-- Messages to one service are handled in the order of sending, sends and calls alike; a blocked handler lets the next ones in.
-- skynet: ran on f19d1605
local skynet = require "skynet"

if ... == "child" then
	local order = {}
	skynet.start(function()
		skynet.dispatch("lua", function(session, _, name, blocks)
			order[#order + 1] = name
			if blocks then
				skynet.sleep(2)
				order[#order + 1] = name .. "'s rest"
			end
			if name == "end" then
				skynet.ret(skynet.pack(table.concat(order, " ")))
			elseif session ~= 0 then
				skynet.ret()
			end
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	skynet.send(child, "lua", "s1")
	skynet.fork(function() skynet.call(child, "lua", "c1", true) end)
	skynet.send(child, "lua", "s2")
	skynet.yield()
	skynet.send(child, "lua", "s3")
	skynet.call(child, "lua", "c2", true)
	print(skynet.call(child, "lua", "end"))
end)
-- Output:
-- s1 s2 c1 s3 c2 c1's rest c2's rest end
