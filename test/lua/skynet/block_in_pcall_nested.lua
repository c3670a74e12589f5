-- pcalls within pcalls, each blocking before and after the inner one.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function nest(depth)
	if depth == 0 then
		skynet.yield()
		error("bottom", 0)
	end
	skynet.yield()
	local ok, err = pcall(nest, depth - 1)
	skynet.yield()
	error(err .. "<" .. depth, 0)
end

skynet.start(function()
	print(pcall(nest, 10))
	local deep = 0
	local function down(n)
		deep = n
		if n < 100 then
			return select(2, pcall(down, n + 1)) + 1
		end
		skynet.yield()
		return 0
	end
	print(down(0), deep)
	print("done")
end)
-- Output:
-- false	bottom<1<2<3<4<5<6<7<8<9<10
-- 100	100
-- done
