-- The data center is a tree of values: get, set (returns what was there), and wait.
-- skynet: ran on 28e80870
local skynet = require "skynet"
local datacenter = require "skynet.datacenter"

skynet.start(function()
	print(datacenter.get "a", datacenter.get("a", "b"), (datacenter.get()))
	print(datacenter.set("a", 1))
	print(datacenter.get "a", datacenter.set("a", 2), datacenter.get "a")
	print(datacenter.set("b", "c", 3, "deep"), datacenter.get("b", "c", 3), type(datacenter.get "b"), type(datacenter.get("b", "c")))
	print((pcall(datacenter.set, "a", "below a number", 1)))
	for i = 1, 2 do
		skynet.fork(function() print("waited", i, datacenter.wait("w", i)) end)
	end
	skynet.sleep(1)
	print(datacenter.wait("b", "c", 3))
	datacenter.set("w", 2, "second")
	skynet.sleep(1)
	datacenter.set("w", 1, false)
	skynet.sleep(1)
	print(datacenter.set("w", 1, nil), datacenter.get("w", 1))
	datacenter.set("table", { x = { 1, 2 } })
	print(datacenter.get("table", "x", 2))
	print("done")
end)
-- Output:
-- nil	nil	nil
--
-- 1	1	2
-- nil	deep	table	table
-- false
-- deep
-- waited	2	second
-- waited	1	false
-- false	nil
-- 2
-- done
