-- Without a handler a call fails in its caller, a send is logged; dispatch_unknown_request takes both.
-- skynet: ran on f19d1605
local skynet = require "skynet"

if ... == "child" then
	skynet.start(function() end)
	return
end
if ... == "taker" then
	skynet.register_protocol { name = "text", id = skynet.PTYPE_TEXT, pack = skynet.tostring, unpack = skynet.tostring }
	skynet.start(function()
		skynet.dispatch_unknown_request(function(session, source, msg, sz, prototype)
			print("unknown", session == 0, prototype, skynet.tostring(msg, sz))
		end)
	end)
	return
end

skynet.register_protocol { name = "text", id = skynet.PTYPE_TEXT, pack = function(t) return t end, unpack = skynet.tostring }

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	print("lua", (pcall(skynet.call, child, "lua", 1)))
	skynet.send(child, "lua", 1)
	skynet.send(child, "text", "t")
	local taker = skynet.newservice(SERVICE_NAME, "taker")
	skynet.send(taker, "text", "a text")
	skynet.sleep(2)
	print("done")
end)
-- Output:
-- lua	false
-- unknown	true	text	a text
-- done
