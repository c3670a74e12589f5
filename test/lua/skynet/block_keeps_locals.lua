-- Locals, varargs and upvalues of many tasks that block in the same function stay apart.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local shared = 0

local function work(id, ...)
	local a, b = id * 10, "s" .. id
	local function bump() a = a + 1 return a end
	for i = 1, 3 do
		skynet.yield()
		shared = shared + 1
		b = b .. i
		bump()
	end
	return a, b, select("#", ...), ...
end

skynet.start(function()
	for id = 1, 4 do
		skynet.fork(function()
			print(work(id, table.unpack({ nil, id, nil }, 1, 3)))
		end)
	end
	skynet.sleep(2)
	print("shared", shared)
	print("done")
end)
-- Output:
-- 13	s1123	3	nil	1	nil
-- 23	s2123	3	nil	2	nil
-- 33	s3123	3	nil	3	nil
-- 43	s4123	3	nil	4	nil
-- shared	12
-- done
