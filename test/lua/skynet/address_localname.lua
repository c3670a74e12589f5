-- localname of a name nobody has taken gives nothing; only names with a dot are local.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	print(select("#", skynet.localname(".nobody")))
	print(select("#", skynet.localname("nobody")))
	print(select("#", skynet.localname("")))
	print("nil", (pcall(skynet.localname)))
	print("table", (pcall(skynet.localname, {})))
	print("done")
end)
-- Output:
-- 0
-- 0
-- 0
-- nil	false
-- table	false
-- done
