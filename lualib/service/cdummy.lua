-- .cslave of a single node: knows the global names, and lets others wait for one.
local skynet = require "skynet"

local waiting = {} -- by name: responses

local commands = {}

-- skynet.name and skynet.register tell of each global name they have given.
function commands.REGISTER(name, address)
	local responses = waiting[name]
	waiting[name] = nil
	for _, response in ipairs(responses or {}) do
		response(true, address)
	end
end

function commands.QUERYNAME(name)
	local address = require "luaws.services".named(name)
	if address or name:sub(1, 1) == "." then
		skynet.ret(skynet.pack(address))
		return
	end
	waiting[name] = waiting[name] or {}
	table.insert(waiting[name], skynet.response())
end

function commands.LINK() skynet.ret() end

function commands.LINKMASTER() skynet.ret() end

function commands.CONNECT()
	skynet.error "Can't connect to other harbor in single node mode"
	skynet.ret()
end

skynet.dispatch("lua", function(_, _, command, ...)
	local f = commands[command] or error("harbor: unknown command " .. tostring(command))
	f(...)
end)

skynet.start(function() end)
