-- A protocol of one's own: pack and unpack are called with all values; text and system ids; rawcall and rawsend.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function own()
	skynet.register_protocol {
		name = "own",
		id = 100,
		pack = function(...) return table.concat({ ... }, "|") end,
		unpack = function(msg, sz) return "unpacked", skynet.tostring(msg, sz) end,
	}
end

if ... == "child" then
	own()
	skynet.register_protocol {
		name = "text",
		id = skynet.PTYPE_TEXT,
		pack = function(text) return text end,
		unpack = skynet.tostring,
		dispatch = function(session, _, text) print("text", session, text) end,
	}
	skynet.start(function()
		skynet.dispatch("own", function(session, _, ...)
			if session ~= 0 then
				skynet.ret(table.concat({ ... }, "+"))
			else
				print("own", session, ...)
			end
		end)
		skynet.dispatch("lua", function() skynet.retpack() end)
	end)
	return
end

own()
skynet.register_protocol { name = "text", id = skynet.PTYPE_TEXT, pack = function(text) return text end, unpack = skynet.tostring }

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	print(skynet.call(child, "own", "a", "b", 3))
	print(skynet.tostring(skynet.rawcall(child, "own", "raw text")))
	skynet.send(child, "own", "s", "t")
	skynet.rawsend(child, "own", "raw sent")
	skynet.send(child, "text", "some text")
	skynet.call(child, "lua")
	local msg, sz = skynet.pack("packed", 1)
	print(type(msg), math.type(sz), skynet.unpack(msg, sz))
	skynet.trash(msg, sz)
	print(skynet.unpack(skynet.packstring(1, nil, "x")))
	print(type(skynet.packstring()), #skynet.packstring())
end)
-- Output:
-- unpacked	unpacked+a|b|3
-- unpacked+raw text
-- own	0	unpacked	s|t
-- own	0	unpacked	raw sent
-- text	0	some text
-- userdata	integer	packed	1
-- 1	nil	x
-- string	0
