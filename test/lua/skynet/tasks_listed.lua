-- task tells of the tasks that wait: how many, where, by session and by thread.
-- skynet: ran on 28e80870
local skynet = require "skynet"

skynet.start(function()
	local init = skynet.task "init"
	print(type(init), init:match "tasks_listed.lua:6" ~= nil)
	print(skynet.task())
	local function waits() skynet.wait() end
	local a, b = skynet.fork(waits), skynet.fork(waits)
	skynet.fork(skynet.sleep, 100)
	skynet.timeout(100, print)
	skynet.sleep(1)
	print(skynet.task())
	local session = skynet.task(a)
	print(math.type(session), skynet.task(session):match "tasks_listed.lua:%d+" , skynet.task(session + 1000))
	local all, n = {}, 0
	skynet.task(all)
	for key, stack in pairs(all) do
		n = n + 1
		if key == ("%s session: %d"):format(a, session) then print(stack:match "tasks_listed.lua:%d+") end
	end
	print(n)
	for head, stack in pairs(skynet.uniqtask()) do
		if stack:find "tasks_listed.lua:9" then print(head:match "^(%d+)\tsessions:%[%d+,%d+%]\n$") end
	end
	skynet.killthread(a)
	print(skynet.task(a), skynet.task())
	skynet.exit()
end)
-- Output:
-- string	true
-- 0
-- 4
-- integer	tasks_listed.lua:9	No session
-- tasks_listed.lua:9
-- 4
-- 2
-- nil	3
