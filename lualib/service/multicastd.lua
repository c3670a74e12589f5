-- multicastd: who subscribes to which channel (skynet.multicast).
local skynet = require "skynet"

skynet.register_protocol { name = "multicast", id = skynet.PTYPE_MULTICAST }

local channels = {} -- number -> { [address] = true }
local last = -256

local commands = {}

-- Numbers go up by 256, as skynet keeps the node in the low byte.
function commands.new()
	repeat
		last = (last + 256) & 0x7fffffff
	until not channels[last]
	channels[last] = {}
	return last
end

function commands.delete(_, number) channels[number] = nil end

function commands.subscribe(source, number)
	local group = channels[number]
	if group then
		group[source] = true
	end
end

function commands.unsubscribe(source, number)
	local group = channels[number]
	if group then
		group[source] = nil
	end
end

function commands.publish(source, number, message)
	local group = channels[number] or {}
	for subscriber in pairs(group) do
		if not skynet.redirect(subscriber, source, "multicast", number, message) then
			group[subscriber] = nil -- it has ended
		end
	end
end

skynet.start(function()
	skynet.dispatch("lua", function(session, source, command, ...)
		local result = commands[command](source, ...)
		if session ~= 0 then
			skynet.retpack(result)
		end
	end)
end)
