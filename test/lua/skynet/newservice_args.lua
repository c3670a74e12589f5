-- A service file that is missing, that can't be compiled, that raises in its chunk or its start: the caller gets an error, and goes on.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local how = ...
if how == "chunk" then error "in the chunk" end
if how == "start" then skynet.start(function() error "in start" end) return end
if how == "start_late" then skynet.start(function() skynet.sleep(2) error "late in start" end) return end
if how == "exit" then skynet.start(function() skynet.exit() end) return end
if how == "nothing" then return end
if how == "good" then
	skynet.start(function() skynet.dispatch("lua", function() skynet.retpack "good" end) end)
	return
end

skynet.start(function()
	for _, name in ipairs { "no_such_service", SERVICE_NAME .. " chunk", SERVICE_NAME .. " start", SERVICE_NAME .. " start_late", SERVICE_NAME .. " exit" } do
		local service, arg = name:match "(%S+) ?(%S*)"
		print(arg == "" and service or arg, (pcall(skynet.newservice, service, arg)))
	end
	print(skynet.call(skynet.newservice(SERVICE_NAME, "good"), "lua"))
end)
-- Output:
-- no_such_service	false
-- chunk	false
-- start	false
-- start_late	false
-- exit	true
-- good
