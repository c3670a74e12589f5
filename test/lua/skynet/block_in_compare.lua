-- Blocking inside __eq, __lt and __le: the comparison's result is right, also when negated.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local meta = {}
	local function num(n)
		return setmetatable({ n = n }, meta)
	end
	meta.__eq = function(a, b) skynet.sleep(1) return a.n == b.n end
	meta.__lt = function(a, b) skynet.sleep(1) return a.n < b.n end
	meta.__le = function(a, b) skynet.sleep(1) return a.n <= b.n end
	local one, two, uno = num(1), num(2), num(1)
	print(one == uno, one == two, one ~= uno, one ~= two)
	print(one < two, two < one, one > two, two > one)
	print(one <= uno, two <= one, one >= two, not (one >= uno))
	if one == two or two < one then
		print("must not be")
	elseif one == uno and one < two then
		print("branches are right")
	end
	while one < two do
		one = num(one.n + 1)
	end
	print(one.n)
	print("done")
end)
-- Output:
-- true	false	false	true
-- true	false	false	true
-- true	false	false	false
-- branches are right
-- 2
-- done
