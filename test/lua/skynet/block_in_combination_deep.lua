-- Blocking through Lua and library frames, nested: sort in gsub in pcall in a metamethod.
-- skynet: differs: "attempt to yield across a C-call boundary"; luaws: it works
local skynet = require "skynet"

local function sorted(word)
	local letters = {}
	for c in word:gmatch(".") do
		letters[#letters + 1] = c
	end
	table.sort(letters, function(a, b)
		skynet.yield()
		return a < b
	end)
	return table.concat(letters)
end

skynet.start(function()
	local t = setmetatable({}, { __concat = function(_, text)
		local ok, s = pcall(string.gsub, text, "%a+", function(word)
			skynet.yield()
			return sorted(word)
		end)
		return ok and s
	end })
	skynet.fork(function()
		print("a", t .. "dcba hgfe")
	end)
	skynet.fork(function()
		print("b", t .. "zyx")
	end)
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- b	xyz
-- a	abcd efgh
-- done
