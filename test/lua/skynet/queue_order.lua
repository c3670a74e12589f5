-- skynet.queue runs one function at a time, in the order of asking; the one inside may enter again; errors let the next in.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local queue = require "skynet.queue"

skynet.start(function()
	local cs = queue()
	local log = {}
	for i = 1, 4 do
		skynet.fork(function()
			cs(function(name)
				log[#log + 1] = name .. " in"
				skynet.sleep(5 - i)
				cs(function()
					skynet.yield()
					log[#log + 1] = name .. " inner"
				end)
				if i == 2 then error "in the queue" end
				log[#log + 1] = name .. " out"
			end, "t" .. i)
		end)
	end
	skynet.sleep(30)
	print(table.concat(log, ", "))
	print(cs(function(...) return select("#", ...), ... end, 1, nil, nil))
	print((pcall(cs, function() error({ code = 5 }) end)))
	print(select(2, pcall(cs, function() error({ code = 5 }) end)).code)
	local other = queue()
	cs(function() print("two queues", other(function() return "nest" end)) end)
	print("done")
end)
-- Output:
-- t1 in, t1 inner, t1 out, t2 in, t2 inner, t3 in, t3 inner, t3 out, t4 in, t4 inner, t4 out
-- 3	1	nil	nil
-- false
-- 5
-- two queues	nest
-- done
