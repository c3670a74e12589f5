-- filter changes messages before they are dispatched; dispatch_message dispatches one.
-- skynet: ran on 28e80870
local skynet = require "skynet"
require "skynet.manager"

if ... == "child" then
	skynet.register_protocol {
		name = "text", id = skynet.PTYPE_TEXT,
		unpack = skynet.tostring,
		dispatch = function(session, source, text) print("text", session > 0, source, text) if session > 0 then skynet.ret(skynet.pack("from text")) end end,
	}
	skynet.filter(function(ptype, msg, sz, session, source)
		if ptype == skynet.PTYPE_LUA then
			local cmd, arg = skynet.unpack(msg, sz)
			if cmd == "text" then
				local msg, sz = skynet.pack(arg)
				return skynet.PTYPE_TEXT, msg, sz, session, source
			end
		end
		return ptype, msg, sz, session, source
	end, function()
		skynet.dispatch("lua", function(session, source, ...) print("lua", ...) skynet.retpack("from lua") end)
		skynet.sleep(1)
		print "started"
	end)
	return
elseif ... == "forward" then
	skynet.register_protocol { name = "raw", id = 50, unpack = function(msg, sz) return msg, sz end }
	skynet.forward_type({ [skynet.PTYPE_LUA] = 50 }, function()
		local to
		skynet.dispatch("raw", function(session, source, msg, sz)
			skynet.ignoreret()
			to = to or skynet.newservice(SERVICE_NAME, "child")
			skynet.redirect(to, source, "lua", session, msg, sz)
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	print(skynet.call(child, "lua", "other", 1))
	print(skynet.call(child, "lua", "text", "changed"))
	local forward = skynet.newservice(SERVICE_NAME, "forward")
	print(skynet.call(forward, "lua", "by", "way", 3))
	skynet.exit()
end)
-- Output:
-- started
-- lua	other	1
-- from lua
-- text	true	8	<changed
-- from text
-- started
-- lua	by	way	3
-- from lua
