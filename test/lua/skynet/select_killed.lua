-- A task that is killed while it waits for answers leaves them to others; a
-- request whose protocol is gone is an error.
-- skynet: not run
local skynet = require "skynet"

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, ...) skynet.sleep(5) skynet.retpack(...) end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	local r = skynet.request { child, "lua", "answer" }
	local next = r:select()
	local first = skynet.fork(next)
	skynet.sleep(1)
	skynet.killthread(first)
	local req, resp = next()
	print(req[3], resp[1])
	local req = { child, "lua", "x" }
	local next = skynet.request(req):select()
	req[2] = "gone"
	print(pcall(next))
	skynet.exit()
end)
-- Output:
-- answer	answer
-- false	the request names no protocol any more
