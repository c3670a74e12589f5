-- killthread ends a task that waits: its variables are closed, who called it
-- gets an error, and whoever would wake it comes too late.
-- skynet: ran on 28e80870
local skynet = require "skynet"

local function closing(name)
	return setmetatable({}, { __close = function(_, err) print("closed", name, err) end })
end

if ... == "child" then
	local handler
	skynet.start(function()
		skynet.dispatch("lua", function(session, _, cmd)
			if cmd == "wait" then
				handler = coroutine.running()
				local c <close> = closing "handler"
				skynet.wait()
			elseif cmd == "kill" then
				print("kills", skynet.killthread(handler) == handler, skynet.killthread(handler))
				skynet.retpack("killed")
			end
		end)
	end)
	return
end

skynet.start(function()
	local function sleeper(name)
		return skynet.fork(function()
			local c <close> = closing(name)
			skynet.sleep(50)
			print("woke", name)
		end)
	end
	local a, b = sleeper "a", sleeper "b"
	skynet.sleep(1)
	print(skynet.killthread(a) == a)
	print(skynet.killthread(tostring(b):match "0x.*") == b)
	print(skynet.killthread(a), skynet.killthread "none")
	local never = skynet.fork(print, "forked")
	print(skynet.killthread(never) == never)
	local timer = skynet.timeout(1, function() print "timeout" end)
	print(skynet.killthread(timer) == timer)
	local token = {}
	local waits = skynet.fork(function() skynet.wait(token) print "waited" end)
	skynet.sleep(1)
	skynet.wakeup(token)
	print(skynet.killthread(waits) == waits)
	local child = skynet.newservice(SERVICE_NAME, "child")
	skynet.fork(function() print("call", (pcall(skynet.call, child, "lua", "wait"))) end)
	skynet.sleep(1)
	print(skynet.call(child, "lua", "kill"))
	local calls = skynet.fork(function()
		local c <close> = closing "call"
		skynet.call(child, "lua", "wait")
	end)
	skynet.sleep(1)
	print(skynet.killthread(calls) == calls)
	print(skynet.call(child, "lua", "kill"))
	skynet.sleep(100)
	skynet.exit()
end)
-- Output:
-- closed	a	nil
-- true
-- closed	b	nil
-- true
-- nil
-- true
-- true
-- true
-- closed	handler	nil
-- kills	true
-- call	false
-- killed
-- closed	call	nil
-- true
-- closed	handler	nil
-- kills	true
-- killed
