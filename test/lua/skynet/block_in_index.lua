-- Blocking inside __index and __newindex.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local stored = {}
	local t = setmetatable({}, {
		__index = function(_, k)
			skynet.sleep(1)
			return k .. "!"
		end,
		__newindex = function(_, k, v)
			skynet.sleep(1)
			stored[k] = v
		end,
	})
	skynet.fork(print, "the other task runs meanwhile")
	print(t.name, t["other"])
	t.x, t.y = 1, t.z
	print(stored.x, stored.y, rawget(t, "x"))
	print(t.a .. t.b .. t.c)
	function t.method(self, n) return self == t, n end
	print(stored.method(t, 5))
	print("done")
end)
-- Output:
-- the other task runs meanwhile
-- name!	other!
-- 1	z!	nil
-- a!b!c!
-- true	5
-- done
