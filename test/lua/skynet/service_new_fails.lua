-- What goes wrong in the function of a skynet.service is told to who made it and to who asks later; close forgets it.
-- skynet: says "call failed", and to nobody why
local skynet = require "skynet"
local service = require "skynet.service"

local function try(f, ...)
	local ok, err = pcall(f, ...)
	print(ok, (tostring(err):gsub("%(:%x+%)", "(:X)"):gsub("\n.*", " ...")))
end

skynet.start(function()
	local n = 1
	try(service.new, "captures", function() print(n) end)
	skynet.fork(try, service.query, "fails")
	try(service.new, "fails", function() error "in the function" end)
	skynet.sleep(1)
	try(service.new, "fails", function() end)
	try(service.query, "fails")
	print(service.close "fails")
	print(math.type(service.new("fails", function() end)))
	try(service.new, "starts badly", function() require "skynet".start(function() error "in start" end) end)
	try(service.new, "leaves", function() require "skynet".exit() end)
	try(service.new, "no function", 5)
	local idle = service.new("idle", function() end)
	try(skynet.call, idle, "lua", "anything")
end)
-- Output:
-- false	service 'captures': its function uses the local 'n' of the code around it, which stays behind in this service
-- false	service 'fails': skynet/service_new_fails.lua:15: in the function ...
-- false	service 'fails': skynet/service_new_fails.lua:15: in the function ...
-- false	service 'fails': skynet/service_new_fails.lua:15: in the function ...
-- false	service 'fails': skynet/service_new_fails.lua:15: in the function ...
-- false
-- integer
-- false	service 'starts badly': skynet/service_new_fails.lua:21: in start ...
-- false	service 'leaves': call failed
-- false	service 'no function': function expected, got number
-- false	call failed
