-- A float with a whole value and a string that holds one are as good as the number; negative is zero.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for _, ti in ipairs { 1, 1.0, "1", "1.0", "0x1", " 1 ", 0, -0.0, -1, "-1" } do
		local t0 = skynet.now()
		local ok = pcall(skynet.sleep, ti)
		local want = tonumber(ti) > 0 and 1 or 0
		print(ti, ok, skynet.now() - t0 >= want)
	end
	skynet.timeout("1", function() print("timeout of a string") end)
	skynet.timeout(1.0, function() print("timeout of a float") end)
	skynet.sleep(2)
	print("done")
end)
-- Output:
-- 1	true	true
-- 1.0	true	true
-- 1	true	true
-- 1.0	true	true
-- 0x1	true	true
--  1 	true	true
-- 0	true	true
-- -0.0	true	true
-- -1	true	true
-- -1	true	true
-- timeout of a string
-- timeout of a float
-- done
