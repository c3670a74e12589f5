-- Blocking inside the arithmetic and bitwise metamethods.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local meta = {}
	local function op(name)
		return function(a, b)
			skynet.sleep(1)
			return name .. " " .. type(a) .. " " .. type(b)
		end
	end
	for _, name in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr" } do
		meta["__" .. name] = op(name)
	end
	meta.__unm = function() skynet.sleep(1) return "unm" end
	meta.__bnot = function() skynet.sleep(1) return "bnot" end
	local v = setmetatable({}, meta)
	print(v + 1, 1 - v, v * v)
	print(v / 2, v % 2, 2 ^ v, v // 2)
	print(v & 1, 1 | v, v ~ v, v << 1, 1 >> v)
	print(-v, ~v)
	local sum = v
	sum = sum + 1
	print(sum, (v + 1) .. "," .. (v - 1))
	print("done")
end)
-- Output:
-- add table number	sub number table	mul table table
-- div table number	mod table number	pow number table	idiv table number
-- band table number	bor number table	bxor table table	shl table number	shr number table
-- unm	bnot
-- add table number	add table number,sub table number
-- done
