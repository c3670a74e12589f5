-- Blocking in a metamethod, in an iterator, in a pcall, in a metamethod, in a pcall.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function lazy(depth)
	return setmetatable({}, { __index = function(_, key)
		skynet.yield()
		local ok, value = pcall(function()
			for word in (function()
				local sent = false
				return function()
					skynet.yield()
					if not sent then
						sent = true
						return depth > 0 and lazy(depth - 1)[key] or key
					end
				end
			end)() do
				return word .. depth
			end
		end)
		return ok and value or "failed"
	end })
end

skynet.start(function()
	for _, key in ipairs { "a", "b" } do
		skynet.fork(function()
			print(lazy(3)[key])
			print(pcall(function() return lazy(2)[key] .. lazy(1)[key] end))
		end)
	end
	skynet.sleep(3)
	print("done")
end)
-- Output:
-- a0123
-- b0123
-- true	a012a01
-- true	b012b01
-- done
