-- Takes what handle/messages.lua sends.

local skynet = require "skynet"

local sum = 0

local command = {}

function command.add(n)
	sum = sum + n
	return sum
end

skynet.start(function()
	skynet.dispatch("lua", function(session, _, name, ...)
		local result = command[name](...)
		if session ~= 0 then
			skynet.ret(skynet.pack(result))
		end
	end)
end)
