local skynet = require "skynet"
print("loading slow", (...))
local M = { loads = 0 }
skynet.init(function()
	M.name = "slow"
	print("init of slow", M.ready)
	skynet.sleep(1)
	M.ready = true
end)
skynet.sleep(1)
require "inner"
skynet.init(function() print("late init", M.ready) end)
print "loaded slow"
M.loads = M.loads + 1
return M
