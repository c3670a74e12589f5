-- Blocking inside the comparator of table.sort.
-- skynet: differs: "attempt to yield across a C-call boundary"; luaws: it works
local skynet = require "skynet"

skynet.start(function()
	local t = { 5, 2, 8, 1, 9, 3 }
	skynet.fork(print, "the other task runs meanwhile")
	table.sort(t, function(a, b)
		skynet.sleep(1)
		return a > b
	end)
	print(table.concat(t, " "))
	local meta = { __lt = function(a, b) skynet.yield() return a[1] < b[1] end }
	local objects = {}
	for i, n in ipairs { 3, 1, 2 } do
		objects[i] = setmetatable({ n }, meta)
	end
	table.sort(objects)
	print(objects[1][1], objects[2][1], objects[3][1])
	print(pcall(table.sort, { 2, 1 }, function()
		skynet.yield()
		error("comparator broke", 0)
	end))
	print("done")
end)
-- Output:
-- the other task runs meanwhile
-- 9 8 5 3 2 1
-- 1	2	3
-- false	comparator broke
-- done
