-- skynet.mqueue: messages that are handled one after the other, even if the
-- handler blocks. skynet.queue is its successor.
local skynet = require "skynet"

local mqueue = {}

local messages = {}
local handler -- the task that handles them; idle: it waits for the next one
local idle = false

skynet.register_protocol {
	name = "queue",
	id = skynet.PTYPE_QUEUE,
	pack = skynet.pack,
	unpack = skynet.unpack,
	dispatch = function(session, source, ...)
		table.insert(messages, { response = session ~= 0 and skynet.response(), source = source, args = table.pack(...) })
		if idle then
			idle = false
			skynet.wakeup(messages)
		end
	end,
}

local function handle(f, message)
	local result = table.pack(pcall(f, table.unpack(message.args, 1, message.args.n)))
	if message.response then
		message.response(true, table.unpack(result, 1, result.n))
	elseif not result[1] then
		skynet.error(string.format("[:%x] send a message to [:%x] throw an error : %s", message.source, skynet.self(), tostring(result[2])))
	elseif result[2] then
		skynet.error(string.format("[:%x] send a message to [:%x] return something", message.source, skynet.self()))
	end
end

-- register(f) has f called with each message; what it returns is the answer.
function mqueue.register(f)
	assert(handler == nil, "mqueue.register was called before")
	handler = skynet.fork(function()
		while true do
			if #messages == 0 then
				idle = true
				skynet.wait(messages)
			else
				handle(f, table.remove(messages, 1))
			end
		end
	end)
end

function mqueue.call(address, ...)
	local result = table.pack(skynet.call(address, "queue", ...))
	if not result[1] then
		error(result[2])
	end
	return table.unpack(result, 2, result.n)
end

function mqueue.send(address, ...) return skynet.send(address, "queue", ...) end

-- size() is how many messages wait.
function mqueue.size() return #messages end

return mqueue
