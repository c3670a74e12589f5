-- A unique service that fails has failed for all who ask, now and later; who started it and left again is made anew.
-- skynet: says "call failed" or "assertion failed!" instead of the cause
local skynet = require "skynet"

local how = ...
if how then
	skynet.start(function()
		skynet.sleep(10)
		if how == "start" then
			error "in start"
		elseif how == "exit" then
			print("leaves")
			skynet.exit()
		end
	end)
	return
end

local function try(f, ...)
	local ok, err = pcall(f, ...)
	print(ok, (tostring(err):gsub("%(:%x+%)", "(:X)"):gsub("\n.*", " ...")))
end

skynet.start(function()
	skynet.fork(try, skynet.queryservice, SERVICE_NAME)
	skynet.fork(try, skynet.uniqueservice, SERVICE_NAME, "ok")
	try(skynet.uniqueservice, SERVICE_NAME, "start")
	skynet.sleep(0)
	try(skynet.uniqueservice, SERVICE_NAME, "ok")
	try(skynet.queryservice, SERVICE_NAME)
	print(skynet.call(".service", "lua", "LIST")[SERVICE_NAME]:match "^Error: [^(]*'")
	try(skynet.uniqueservice, true, SERVICE_NAME, "exit")
	try(skynet.uniqueservice, true, SERVICE_NAME, "exit")
	print(math.type(skynet.uniqueservice(true, SERVICE_NAME, "ok")))
	try(skynet.uniqueservice, "nowhere")
	try(skynet.uniqueservice)
	try(skynet.queryservice, true)
end)
-- Output:
-- false	call failed: service 'unique_fails' (:X): skynet/unique_fails.lua:10: in start ...
-- false	call failed: service 'unique_fails' (:X): skynet/unique_fails.lua:10: in start ...
-- false	call failed: service 'unique_fails' (:X): skynet/unique_fails.lua:10: in start ...
-- false	call failed: service 'unique_fails' (:X): skynet/unique_fails.lua:10: in start ...
-- false	call failed: service 'unique_fails' (:X): skynet/unique_fails.lua:10: in start ...
-- Error: call failed: service 'unique_fails'
-- leaves
-- false	service '@unique_fails' ended itself in its start function
-- leaves
-- false	service '@unique_fails' ended itself in its start function
-- integer
-- false	call failed: service 'nowhere' (:X): service 'nowhere' not found: ...
-- false	bad argument #1 to 'skynet.uniqueservice' (the name of a service is needed)
-- false	bad argument #1 to 'skynet.queryservice' (the name of a service is needed)
