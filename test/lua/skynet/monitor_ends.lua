-- skynet.monitor names a service that is told of each service that ends, however it does.
-- skynet: ran on 28e80870
local skynet = require "skynet"
require "skynet.manager"

local how = ...
if how == "child" then
	skynet.start(function() skynet.dispatch("lua", function() skynet.exit() end) end)
	return
end

skynet.start(function()
	local watcher = skynet.monitor "watcher"
	print(math.type(watcher), skynet.monitor("watcher", true) == watcher)
	local exits, killed = skynet.newservice(SERVICE_NAME, "child"), skynet.newservice(SERVICE_NAME, "child")
	skynet.send(exits, "lua")
	skynet.sleep(1)
	skynet.kill(killed)
	pcall(skynet.newservice, "fails")
	skynet.sleep(1)
	local ended = skynet.call(watcher, "lua")
	print(#ended, ended[1] == exits, ended[2] == killed, ended[3] > killed)
	print("nobody tells of the watcher", pcall(skynet.kill, watcher))
end)
-- Output:
-- integer	true
-- 3	true	true	true
-- nobody tells of the watcher	true
