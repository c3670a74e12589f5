-- An answer to what is no request is an unknown one, whatever its session.
-- skynet: source: lualib/skynet.lua; a forged answer to a timeout begins it there
local skynet = require "skynet"
local core = require "skynet.core"

skynet.start(function()
	local got = 0
	skynet.dispatch_unknown_response(function() got = got + 1 end)
	skynet.timeout(100, function() print "timeout" end)
	local sleeper = skynet.fork(function() print("sleep", skynet.sleep(50)) end)
	local waiter = skynet.fork(function() print("wait", skynet.wait()) end)
	skynet.sleep(1)
	for session = 1, 100 do
		core.send(skynet.self(), skynet.PTYPE_RESPONSE, session, "")
		core.send(skynet.self(), skynet.PTYPE_ERROR, session, "")
	end
	skynet.yield()
	print(got)
	skynet.wakeup(waiter)
	skynet.sleep(200)
	print(skynet.task())
	skynet.exit()
end)
-- Output:
-- 100
-- wait
-- sleep
-- timeout
-- 0
