-- kill ends a service from outside, by address or name; a service that kills itself goes on until it blocks.
-- skynet: ran on 28e80870, which says "call failed" for the last one only, and doesn't close variables of a service that is killed
local skynet = require "skynet"
require "skynet.manager"

local how = ...
if how == "child" then
	skynet.start(function()
		skynet.fork(function()
			local closed <close> = setmetatable({}, { __close = function() print("closed") end })
			skynet.wait()
		end)
	end)
	return
elseif how == "itself" then
	skynet.start(function()
		skynet.kill(skynet.self())
		print("still here")
		skynet.sleep(1)
		print("never")
	end)
	return
end

skynet.start(function()
	local a = skynet.newservice(SERVICE_NAME, "child")
	local b = skynet.newservice(SERVICE_NAME, "child")
	local c = skynet.newservice(SERVICE_NAME, "child")
	local d = skynet.launch("snlua", SERVICE_NAME, "child")
	print(d - c)
	skynet.name(".b", b)
	for _, who in ipairs { a, ".b", skynet.address(c), d } do
		skynet.kill(who)
		skynet.sleep(1)
	end
	print((skynet.localname ".b"))
	skynet.kill(a)
	skynet.kill(".b")
	skynet.kill(0xffff)
	skynet.kill "nobody"
	print((pcall(skynet.kill)), (pcall(skynet.kill, {})))
	local ok, err = pcall(skynet.newservice, SERVICE_NAME, "itself")
	print(ok, (err:gsub("%(.-%)", "")))
	print(skynet.launch("gate", "S", "127.0.0.1:8888"))
	print("done")
end)
-- Output:
-- 1
-- closed
-- closed
-- closed
-- closed
-- nil
-- false	false
-- still here
-- false	call failed: service 'manager_kill' : it was killed before it had started
--
-- done

-- Log:
-- [:00000008] error: Can't convert .b to handle
-- [:00000008] error: Can't convert nobody to handle
-- [:00000008] error: launch gate FAILED: luaws has no services in C, only "snlua" with the name of a Lua service
