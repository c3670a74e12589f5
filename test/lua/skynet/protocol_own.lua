-- register_protocol and dispatch: own packing, by name and by id, and messages sent on as they are.
-- skynet: ran on 28e80870
local skynet = require "skynet"

skynet.register_protocol {
	name = "text",
	id = skynet.PTYPE_TEXT,
	pack = function(...) return table.concat({ ... }, " ") end,
	unpack = skynet.tostring,
}
skynet.register_protocol {
	name = "client",
	id = skynet.PTYPE_CLIENT,
	unpack = function(msg, sz) return type(msg), sz, skynet.tostring(msg, sz) end,
}

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("text", function(session, source, text)
			print("text", session > 0, source, text)
			if session > 0 then skynet.ret("answer to " .. text) end
		end)
		print("before", skynet.dispatch("client", function(session, source, ...) print("client", session, source, ...) end))
		print("handler", type(skynet.dispatch "client"), skynet.dispatch "lua", skynet.dispatch "none")
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	print(skynet.send(child, "text", "two", "words"))
	print(skynet.call(child, "text", "a", "call"))
	print(skynet.tostring(skynet.rawcall(child, skynet.PTYPE_TEXT, "raw")))
	print(skynet.redirect(child, 1234, "client", 77, "bytes"))
	print(skynet.redirect(child, 1234, "client", 0, skynet.pack("values")))
	print(skynet.rawsend(child, "client", "sent raw"))
	print((pcall(skynet.rawcall, child, "lua", skynet.pack(1))))
	print((pcall(skynet.register_protocol, { name = "text", id = 99 })), (pcall(skynet.register_protocol, { name = "new", id = 0 })),
		(pcall(skynet.register_protocol, { name = "new", id = 256 })), (pcall(skynet.register_protocol, { id = 99 })))
	print((pcall(skynet.send, child, "none", 1)), (pcall(skynet.dispatch, "none", print)))
	skynet.sleep(1)
	skynet.exit()
end)
-- Output:
-- before	nil
-- handler	function	nil	nil
-- 0
-- text	false	8	two words
-- text	true	8	a call
-- answer to a call
-- text	true	8	raw
-- answer to raw
-- 77
-- 0
-- 0
-- client	77	1234	userdata	5	bytes
-- client	0	1234	userdata	7	4values
-- client	0	8	userdata	8	sent raw
-- false
-- false	false	false	false
-- false	false
