-- require gives the module alone in a task, and where it was found as well in the main chunk, the first time.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local first = table.pack(require "require_results.module")
print(first.n, first[1].name, first[1].args, type(first[2]))
print(select("#", require "require_results.module"))
package.loaded["require_results.module"] = nil

skynet.start(function()
	local list = {}
	table.insert(list, require "require_results.module")
	print(#list, list[1] ~= first[1], list[1].name, list[1].args)
	print(select("#", require "require_results.module"))
end)
-- Output:
-- 2	require_results.module	2	string
-- 1
-- 1	true	require_results.module	2
-- 1
