-- skynet.fork passes its arguments on, nils and their number included.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function show(...)
	print(select("#", ...), ...)
end

skynet.start(function()
	skynet.fork(show)
	skynet.fork(show, nil)
	skynet.fork(show, 1, nil, "x", nil)
	skynet.fork(show, 1, 2.0, true)
	local t = setmetatable({}, { __call = function(_, ...) print("called", ...) end })
	skynet.fork(t, 7, 8)
	skynet.sleep(0)
	print("done")
end)
-- Output:
-- 0
-- 1	nil
-- 4	1	nil	x	nil
-- 3	1	2.0	true
-- called	7	8
-- done
