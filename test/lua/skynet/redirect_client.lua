-- The gate's way: a "client" protocol without dispatch here, redirect with another source and a session; the agent unpacks text.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local other = 12345

if ... == "agent" then
	skynet.register_protocol {
		name = "client",
		id = skynet.PTYPE_CLIENT,
		unpack = skynet.tostring,
		dispatch = function(session, source, text)
			skynet.ignoreret()
			print("client", session, source == other and "other" or source == 0, (text:gsub("%z", "0")), #text)
		end,
	}
	skynet.start(function()
		skynet.dispatch("lua", function(session, source, ...)
			print("lua", session == 0, ...)
			skynet.retpack(...)
		end)
	end)
	return
end

skynet.register_protocol { name = "client", id = skynet.PTYPE_CLIENT }

skynet.start(function()
	local agent = skynet.newservice(SERVICE_NAME, "agent")
	skynet.redirect(agent, 0, "client", 77, "hello")
	skynet.redirect(agent, other, "client", 78, "with\0zero, " .. ("z"):rep(10))
	skynet.redirect(agent, 1, "client", 79, "")
	skynet.redirect(agent, 0, "lua", 0, skynet.pack("by redirect", 1))
	print(skynet.call(agent, "lua", "end"))
	print((pcall(skynet.register_protocol, { name = "client", id = skynet.PTYPE_CLIENT })))
	print((pcall(skynet.register_protocol, { name = "lua", id = 200 })))
	print((pcall(skynet.send, agent, "nosuch", 1)))
end)
-- Output:
-- client	77	false	hello	5
-- client	78	other	with0zero, zzzzzzzzzz	21
-- client	79	false		0
-- lua	true	by redirect	1
-- lua	false	end
-- end
-- false
-- false
-- false
