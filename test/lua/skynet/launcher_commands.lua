-- What old code and consoles ask .launcher directly.
-- skynet: ran on 28e80870, which also lists services of its own
local skynet = require "skynet"
require "skynet.manager"

local how = ...
if how == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function() skynet.sleep(1000) end)
		skynet.info_func(function(...) return { "info", ... } end)
	end)
	return
end

local function launcher(...) return skynet.call(".launcher", "lua", ...) end

skynet.start(function()
	local child = launcher("LAUNCH", "snlua", SERVICE_NAME, "child", "arg")
	local address = skynet.address(child)
	print("LIST", launcher("LIST")[address], launcher("list")[address] ~= nil)
	local stat = launcher("STAT", 100)[address]
	print("STAT", stat.task, stat.mqlen, math.type(stat.message), math.type(stat.cpu))
	print("MEM", launcher("MEM", 100)[address]:gsub("[%d.]+", "N"))
	print("GC", launcher("GC", 100)[address]:gsub("[%d.]+", "N"))
	print("REMOVE", (pcall(skynet.send, ".launcher", "lua", "REMOVE", 0xffff, false)))
	print("unknown", launcher("nonsense")[1])
	print("debug", skynet.call(child, "debug", "INFO", 1)[2], skynet.call(child, "debug", "PING"))
	local logged = launcher("LOGLAUNCH", "snlua", SERVICE_NAME, "child")
	print("LOGLAUNCH", logged ~= child)
	for _, killed in pairs(launcher("KILL", child)) do print("KILL", killed) end
	skynet.sleep(1)
	print(launcher("LIST")[address], (pcall(skynet.call, child, "debug", "PING")))
	skynet.send(logged, "debug", "EXIT")
	skynet.sleep(1)
	print(launcher("LIST")[skynet.address(logged)])
	print("fails", (pcall(launcher, "LAUNCH", "snlua", "nowhere")))
	print("text", skynet.localname ".launcher")
end)
-- Output:
-- LIST	snlua launcher_commands child arg	true
-- STAT	0	0	integer	float
-- MEM	N Kb (snlua launcher_commands child arg)	1
-- GC	N Kb (snlua launcher_commands child arg)	1
-- REMOVE	true
-- unknown	Unknown command
-- debug	1
-- LOGLAUNCH	true
-- KILL	snlua launcher_commands child arg
-- nil	false
-- nil
-- fails	false
-- text	3
