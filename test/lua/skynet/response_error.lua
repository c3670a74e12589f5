-- response(false) and the end of the service are errors; an answer to who has ended is none.
-- skynet: ran on 28e80870
local skynet = require "skynet"

if ... == "child" then
	local kept = {}
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, cmd)
			if cmd == "keep" then
				kept[#kept + 1] = skynet.response()
			elseif cmd == "fail" then
				print("child", kept[1](false))
			elseif cmd == "late" then
				print("test", kept[2]("TEST"))
				print("child", kept[2](true, 1))
			elseif cmd == "exit" then
				skynet.exit()
			end
		end)
	end)
	return
elseif ... == "caller" then
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, child)
			skynet.fork(skynet.call, child, "lua", "keep")
			skynet.timeout(1, skynet.exit)
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	local function ask(...)
		skynet.fork(function(...) print("got", (pcall(skynet.call, child, "lua", ...))) end, ...)
		skynet.sleep(2)
	end
	ask("keep")
	skynet.send(child, "lua", "fail")
	skynet.sleep(2)
	local caller = skynet.newservice(SERVICE_NAME, "caller")
	skynet.send(caller, "lua", child)
	skynet.sleep(5)
	skynet.send(child, "lua", "late")
	ask("keep")
	skynet.send(child, "lua", "exit")
	skynet.sleep(2)
	skynet.exit()
end)
-- Output:
-- child	true
-- got	false
-- test	false
-- child	false
-- got	false
