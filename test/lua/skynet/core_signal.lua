-- Signal 0 ends what a service runs; the service lives on.
-- skynet: source: service-src/service_snlua.c
local skynet = require "skynet"
local core = require "skynet.core"

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, cmd)
			if cmd == "loop" then
				while true do end
			end
			skynet.retpack "lives"
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	local answer
	skynet.fork(function() answer = pcall(skynet.call, child, "lua", "loop") end)
	while answer == nil do
		skynet.yield()
		core.command("SIGNAL", skynet.address(child) .. " 0")
	end
	print(answer)
	local ok, text
	repeat ok, text = pcall(skynet.call, child, "lua") until ok -- a signal may have been left
	print(text)
	skynet.exit()
end)
-- Log:
-- recv a signal 0
-- signal 0
-- Output:
-- false
-- lives
