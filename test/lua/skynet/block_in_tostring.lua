-- Blocking inside __tostring, called by tostring, print, string.format and skynet.error.
-- skynet: differs: "attempt to yield across a C-call boundary"; luaws: it works
local skynet = require "skynet"

skynet.start(function()
	local n = 0
	local t = setmetatable({}, { __tostring = function()
		skynet.sleep(1)
		n = n + 1
		return "object " .. n
	end })
	print(tostring(t))
	print(t, t)
	print(string.format("[%s] [%10s]", t, t))
	skynet.error("logged", t)
	print("done")
end)
-- Output:
-- object 1
-- object 2	object 3
-- [object 4] [  object 5]
-- done
-- Log:
-- logged object 6
