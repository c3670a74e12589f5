-- Blocking inside the __index that ipairs reads through.
-- skynet: differs: ipairs reads with lua_geti ("attempt to yield across a C-call boundary"); luaws: it works
local skynet = require "skynet"

skynet.start(function()
	local lazy = setmetatable({}, { __index = function(_, i)
		skynet.sleep(1)
		if i <= 3 then return i * 10 end
	end })
	for i, v in ipairs(lazy) do
		print(i, v)
	end
	print("done")
end)
-- Output:
-- 1	10
-- 2	20
-- 3	30
-- done
