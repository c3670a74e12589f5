-- Blocking inside __index and __newindex that table.concat, unpack and insert go through.
-- skynet: differs: "attempt to yield across a C-call boundary"; luaws: it works
local skynet = require "skynet"

skynet.start(function()
	local stored = {}
	local t = setmetatable({}, {
		__len = function() skynet.sleep(1) return 3 end,
		__index = function(_, i) skynet.sleep(1) return "v" .. i end,
		__newindex = function(_, k, v) skynet.sleep(1) stored[k] = v end,
	})
	print(table.concat(t, ","))
	print(table.unpack(t))
	table.insert(t, "new")
	print(stored[4])
	print("done")
end)
-- Output:
-- v1,v2,v3
-- v1	v2	v3
-- new
-- done
