-- skynet.core, called directly.
-- skynet: ran on 28e80870
local skynet = require "skynet"
require "skynet.manager"
local c = require "skynet.core"

skynet.start(function()
	print(c.command "REG", c.intcommand("STAT", "mqlen"), c.addresscommand "REG")
	print(c.command("GETENV", "no such key"), c.command("SETENV", "core_key a value"), c.command("GETENV", "core_key"))
	print(c.command("REG", ".mine"), c.addresscommand("QUERY", ".mine"), c.command("QUERY", ".none"), skynet.localname ".mine")
	print(math.type(c.intcommand "STARTTIME"), c.intcommand "STARTTIME" == skynet.starttime())
	print(math.type(c.now()), math.type(c.hpc()), c.genid() + 1 == c.genid())
	skynet.dispatch("lua", function(session, source, ...) skynet.ignoreret() print("gets", session > 0, source, ...) end)
	print(c.send(".mine", skynet.PTYPE_LUA, 0, skynet.pack("a", 1)))
	local session = c.send(skynet.self(), skynet.PTYPE_LUA, nil, skynet.packstring("b"))
	print(c.redirect(":8", 99, skynet.PTYPE_LUA, 5, skynet.pack "c"))
	print(c.send(".none", skynet.PTYPE_LUA, 0, ""))
	print((pcall(c.send, 8, skynet.PTYPE_LUA, 0, {})), (pcall(c.send, 8, skynet.PTYPE_LUA, 0)))
	print(c.tostring(c.pack(true)) == c.packstring(true), c.unpack(c.packstring(1, 2)))
	print(c.harbor(skynet.self()))
	skynet.sleep(1)
	skynet.exit()
end)
-- Output:
-- :8	0	8
-- nil	nil	a value
-- mine	8	nil	8
-- integer	true
-- integer	integer	true
-- 0
-- 5
--
-- false	false
-- true	1	2
-- 0	false
-- gets	false	8	a	1
-- gets	true	8	b
-- gets	true	99	c
