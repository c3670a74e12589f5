-- Whatever goes wrong with a new service, its creator gets the cause, and lives on.
-- skynet: says "call failed" to the creator, and the cause in the log only; waits for ever for a service without skynet.start
local skynet = require "skynet"

local how = ...
if how == "chunk" then
	error "in the chunk"
elseif how == "table" then
	error(setmetatable({}, { __tostring = function() return "a table" end }))
elseif how == "nostart" then
	return
elseif how == "blocks" then
	skynet.newservice(SERVICE_NAME, "start")
elseif how then
	skynet.start(function()
		if how == "start" then
			error "in start"
		elseif how == "late" then
			skynet.sleep(5)
			error "late in start"
		elseif how == "exit" then
			skynet.exit()
		elseif how == "grandchild" then
			skynet.newservice(SERVICE_NAME, "start")
		end
	end)
	return
end

local function try(...)
	local ok, err = pcall(skynet.newservice, ...)
	print(ok, (tostring(err):gsub("%(:%x+%)", "(:X)"):gsub("\n.*", " ...")))
	return err
end

skynet.start(function()
	print(try(SERVICE_NAME, "start"):find("stack traceback:\n\t[C]: in function 'error'", 1, true) ~= nil)
	try(SERVICE_NAME, "chunk")
	try(SERVICE_NAME, "table")
	try(SERVICE_NAME, "nostart")
	try(SERVICE_NAME, "blocks")
	try(SERVICE_NAME, "late")
	try(SERVICE_NAME, "grandchild")
	print(select("#", skynet.newservice(SERVICE_NAME, "exit")))
	print((try("nowhere"):gsub("%(:%x+%)", "(:X)")))
	try()
	try("  ")
	try(SERVICE_NAME, true)
	try(SERVICE_NAME, nil, "x")
	print "done"
end)
-- Output:
-- false	call failed: service 'newservice_fails' (:X): skynet/newservice_fails.lua:17: in start ...
-- true
-- false	call failed: service 'newservice_fails' (:X): skynet/newservice_fails.lua:7: in the chunk ...
-- false	call failed: service 'newservice_fails' (:X): a table ...
-- false	call failed: service 'newservice_fails' (:X): skynet/newservice_fails.lua: service 'newservice_fails' did not call skynet.start
-- false	call failed: service 'newservice_fails' (:X): skynet/newservice_fails.lua:13: attempt to block outside a task (in the main chunk; use skynet.start) ...
-- false	call failed: service 'newservice_fails' (:X): skynet/newservice_fails.lua:20: late in start ...
-- false	call failed: service 'newservice_fails' (:X): skynet/newservice_fails.lua:24: call failed: service 'newservice_fails' (:X): skynet/newservice_fails.lua:17: in start ...
-- 0
-- false	call failed: service 'nowhere' (:X): service 'nowhere' not found: ...
-- call failed: service 'nowhere' (:X): service 'nowhere' not found:
-- 	no file 'skynet/nowhere.lua'
-- 	no file 'skynet/newservice_fails/nowhere.lua'
-- false	newservice: the name of a service is needed
-- false	newservice: the name of a service is needed
-- false	bad argument #2 to 'skynet.newservice' (string or number expected, got boolean)
-- false	bad argument #2 to 'skynet.newservice' (string or number expected, got nil)
-- done

-- Log:
-- [:00000009] init service failed: skynet/newservice_fails.lua:17: in start
-- [:0000000a] lua loader error : skynet/newservice_fails.lua:7: in the chunk
-- [:00000012] lua loader error : service 'nowhere' not found:
