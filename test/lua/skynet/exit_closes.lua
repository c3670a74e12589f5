-- At exit, suspended tasks are closed, then the exiting one: their to-be-closed variables run, without an error.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function closing(name)
	return setmetatable({}, { __close = function(_, err)
		print("closed", name, err)
	end })
end

skynet.start(function()
	skynet.fork(function()
		local outer <close> = closing("outer of the sleeper")
		local inner <close> = closing("inner of the sleeper")
		pcall(skynet.sleep, 100)
		print("sleeper: must not go on")
	end)
	skynet.yield()
	local last <close> = setmetatable({}, { __close = function() print("done") end })
	local mine <close> = closing("variable of the exiting task")
	print("exit")
	skynet.exit()
end)
-- Output:
-- exit
-- closed	inner of the sleeper	nil
-- closed	outer of the sleeper	nil
-- closed	variable of the exiting task	nil
-- done
