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
		local line = input and socket.readline(input, "\n")
		while line do
			command(line)
			line = socket.readline(input, "\n")
		end
	end)
end)
