-- uniqueservice makes a service once, whoever asks first; queryservice waits for it; the global one is another.
-- skynet: ran on 28e80870
local skynet = require "skynet"
require "skynet.manager"

if ... == "child" then
	local args = table.concat({ ... }, " ")
	skynet.start(function()
		print("starts", args)
		skynet.sleep(10)
		skynet.dispatch("lua", function(_, _, ...) skynet.ret(skynet.pack(...)) end)
	end)
	return
end

skynet.start(function()
	local addresses = {}
	for i = 1, 3 do
		skynet.fork(function()
			if i == 1 then
				addresses[i] = skynet.queryservice(SERVICE_NAME)
			else
				addresses[i] = skynet.uniqueservice(SERVICE_NAME, "child", i)
			end
			print("task", i)
		end)
	end
	skynet.sleep(50)
	local a = addresses[1]
	print(a == addresses[2], a == addresses[3], math.type(a))
	print(skynet.uniqueservice(SERVICE_NAME, "child", "again") == a, skynet.queryservice(SERVICE_NAME) == a)
	local g = skynet.uniqueservice(true, SERVICE_NAME, "child", "global")
	print(g ~= a, skynet.queryservice(true, SERVICE_NAME) == g)
	print(skynet.call(a, "lua", 1, "two"))
	local list = skynet.call(".service", "lua", "LIST")
	print(list[SERVICE_NAME] == skynet.address(a), list["@" .. SERVICE_NAME] == skynet.address(g))
	print(skynet.call(".service", "lua", "LAUNCH", SERVICE_NAME, "child") == a)
	print(skynet.call(".service", "lua", "nonsense"))
	skynet.kill(a)
	skynet.sleep(1)
	print("its address stays", skynet.uniqueservice(SERVICE_NAME, "child") == a, (pcall(skynet.call, a, "lua")))
end)
-- Output:
-- starts	child 2
-- task	2
-- task	1
-- task	3
-- true	true	integer
-- true	true
-- starts	child global
-- true	true
-- 1	two
-- true	true
-- true
-- nil	Invalid command nonsense
-- its address stays	true	false
