-- Names are given once, kept by who has them, and go with the service.
-- skynet: ran on 28e80870, except that it logs nothing, takes "", and gives a name that no service has
local skynet = require "skynet"
local manager = require "skynet.manager"

if ... == "child" then
	skynet.start(function() end)
	return
end

skynet.start(function()
	print(manager == skynet)
	local child = skynet.newservice(SERVICE_NAME, "child")
	skynet.register ".main"
	print(skynet.localname ".main" == skynet.self(), (skynet.localname ".child"))
	skynet.name(".child", child)
	skynet.name(".also", skynet.address(child))
	print(skynet.localname ".child" == child, skynet.localname ".also" == child)
	skynet.name(".child", skynet.self())
	print("stays", skynet.localname ".child" == child)
	skynet.register "GLOBAL"
	skynet.name("OTHER", child)
	print("not local", (skynet.localname "GLOBAL"))
	skynet.name(".none", nil)
	skynet.name(".none", ".child1")
	skynet.name(".none", 0xffff)
	print("none", (skynet.localname ".none"))
	for _, bad in ipairs { ":0000000c", "12", "0x1p4", "1234567890123456", "" } do
		print(bad, (pcall(skynet.register, bad)))
	end
	skynet.kill(child)
	skynet.sleep(1)
	print("gone", (skynet.localname ".child"), (skynet.localname ".also"))
	skynet.name(".child", skynet.self())
	print(skynet.localname ".child" == skynet.self())
	print(skynet.harbor(skynet.self()))
	print(skynet.harbor(0x1000002))
end)
-- Output:
-- true
-- true	nil
-- true	true
-- stays	true
-- not local	nil
-- none	nil
-- :0000000c	false
-- 12	false
-- 0x1p4	false
-- 1234567890123456	false
-- 	false
-- gone	nil	nil
-- true
-- 0	false
-- 1	true

-- Log:
-- [:00000008] error: the name .child stays with :00000009, :00000008 doesn't get it
-- [:00000008] error: skynet.name .none: nil is no address
-- [:00000008] error: skynet.name .none: .child1 is no address
-- [:00000008] error: skynet.name .none: there is no service :0000ffff
