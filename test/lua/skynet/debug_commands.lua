-- Each service answers the protocol "debug".
-- skynet: ran on 28e80870
local skynet = require "skynet"

if ... == "child" then
	local secret = { value = 42 }
	skynet.start(function()
		skynet.info_func(function(...) return { ... }, "second" end)
		skynet.dispatch("lua", function(_, _, cmd)
			if cmd == "wait" then skynet.wait() end
			return secret
		end)
		require "skynet.debug".reg_debugcmd("MINE", function(...) skynet.retpack("mine", ...) end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	local function ask(...) return skynet.call(child, "debug", ...) end
	print(ask "PING", select("#", ask "PING"))
	print(math.type(ask "MEM") == "float")
	local stat = ask "STAT"
	print(stat.task, stat.mqlen, math.type(stat.message), math.type(stat.cpu))
	local info, second = ask("INFO", 1, "x")
	print(info[1], info[2], second)
	print(ask("SUPPORT", "lua"), ask("SUPPORT", "client"))
	skynet.send(child, "lua", "wait")
	skynet.sleep(1)
	local n = 0
	for key, stack in pairs(ask "TASK") do
		n = n + 1
		print(key:match "^thread: 0x%x+ session: %d+$" ~= nil, stack:match "debug_commands.lua:%d+")
	end
	print(n, next(ask "UNIQTASK"):match "^1\t")
	print(ask("RUN", [[local a, b = ... print("runs", a, b) print(_P.lua.secret.value) print(SERVICE_NAME)]], nil, 1, "two"))
	print(ask("RUN", "error 'mine'", "code.lua"))
	print(ask("RUN", "not Lua"))
	print(ask("MINE", 1))
	print((pcall(ask, "NONE")))
	print(pcall(skynet.send, child, "debug", "GC"))
	skynet.fork(function() print("link", (pcall(ask, "LINK"))) end)
	skynet.sleep(1)
	skynet.send(child, "debug", "EXIT")
	skynet.sleep(1)
	skynet.exit()
end)
-- Output:
-- nil	0
-- true
-- 0	0	integer	float
-- 1	x	second
-- true	false
-- true	debug_commands.lua:10
-- 1	1	
-- true	runs	1	two
-- 42
-- debug_commands
-- false	code.lua:1: mine
-- false	(load):1: unexpected symbol near 'not'
-- mine	1
-- false
-- true	0
-- link	false
