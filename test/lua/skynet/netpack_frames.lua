-- skynet.netpack: frames of strings and messages, and back.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local netpack = require "skynet.netpack"

skynet.start(function()
	for _, s in ipairs { "", "hello", ("x"):rep(255), ("y"):rep(65535) } do
		local msg, sz = netpack.pack(s)
		local frame = netpack.tostring(msg, sz)
		print(type(msg), sz, #frame, frame:byte(1), frame:byte(2), frame:sub(3) == s)
	end
	print(netpack.tostring(netpack.pack(skynet.pack("a", 1))) == netpack.tostring(netpack.pack(skynet.packstring("a", 1))))
	local ok, err = pcall(netpack.pack, ("z"):rep(65536))
	print(ok, err:match "Invalid size %(too long%) of data : 65536")
	print((pcall(netpack.pack)))
	print(netpack.pop(nil), select("#", netpack.pop(nil)))
	print(netpack.clear(nil))
	print(netpack.tostring(nil, 0) == "")
	skynet.exit()
end)
-- Output:
-- userdata	2	2	0	0	true
-- userdata	7	7	0	5	true
-- userdata	257	257	0	255	true
-- userdata	65537	65537	255	255	true
-- true
-- false	Invalid size (too long) of data : 65536
-- false
-- nil	0
--
-- true
