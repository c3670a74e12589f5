-- print writes to stdout with tabs, by tostring, without address or time, whoever calls it.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	print()
	print(nil, true, 1, 1.0, 1e100, -0.0, 1 // 1, "text")
	print(1 / 0, -1 / 0, math.mininteger, math.maxinteger)
	print(setmetatable({}, { __tostring = function() return "shown" end }))
	print("two\nlines", "")
	skynet.fork(print, "from", "a", "fork")
	skynet.timeout(0, function() print("from a timeout") end)
	skynet.sleep(1)
	print("done")
end)
-- Output:
--
-- nil	true	1	1.0	1e+100	-0.0	1	text
-- inf	-inf	-9223372036854775808	9223372036854775807
-- shown
-- two
-- lines	
-- from	a	fork
-- from a timeout
-- done
