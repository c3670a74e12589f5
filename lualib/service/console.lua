-- Starts a service for each line of the standard input: "name args", or "snax
-- name args" for a snax service. Without an input, it has nothing to do.
local skynet = require "skynet"
local socket = require "skynet.socket"

local function command(line)
	local words = {}
	for word in line:gmatch "%S+" do
		table.insert(words, word)
	end
	if words[1] == "snax" then
		pcall(require "skynet.snax".newservice, table.unpack(words, 2))
	elseif words[1] then
		pcall(skynet.newservice, line)
	end
end

skynet.start(function()
	skynet.fork(function()
		local input = socket.stdin()
		repeat
			local line, rest = socket.readline(input, "\n")
			command(line or rest or "") -- the last line may have no end
		until not line
	end)
end)
