-- Blocking inside __concat and __len.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local meta = {}
	local s = setmetatable({ "s" }, meta)
	meta.__concat = function(a, b)
		skynet.sleep(1)
		a = type(a) == "table" and a[1] or a
		b = type(b) == "table" and b[1] or b
		return "(" .. a .. b .. ")"
	end
	meta.__len = function()
		skynet.sleep(1)
		return 7
	end
	print(s .. "x", "x" .. s, s .. s)
	print("a" .. "b" .. s .. "c" .. "d")
	print(1 .. s .. 2)
	print(#s, #s + #s)
	print("done")
end)
-- Output:
-- (sx)	(xs)	(ss)
-- ab(scd)
-- 1(s2)
-- 7	14
-- done
