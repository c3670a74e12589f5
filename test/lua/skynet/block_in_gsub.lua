-- Blocking inside the callback of string.gsub, and in the __index of its replacement table.
-- skynet: differs: "attempt to yield across a C-call boundary"; luaws: it works
local skynet = require "skynet"

skynet.start(function()
	print(string.gsub("hello world", "%w+", function(word)
		skynet.sleep(1)
		return word:upper()
	end))
	local names = setmetatable({}, { __index = function(_, k)
		skynet.sleep(1)
		return "<" .. k .. ">"
	end })
	print(string.gsub("$a and $b", "%$(%w)", names))
	print(pcall(string.gsub, "x", "x", function()
		skynet.sleep(1)
		error("callback broke", 0)
	end))
	print("done")
end)
-- Output:
-- HELLO WORLD	2
-- <a> and <b>	2
-- false	callback broke
-- done
