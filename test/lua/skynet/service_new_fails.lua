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
-- x
