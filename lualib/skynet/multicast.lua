-- skynet.multicast: channels that any service publishes to and any subscribes to.
local skynet = require "skynet"

local daemon -- the service that knows who subscribes
local subscribed = {} -- channel's number -> the object that takes its messages

local channel = {}
local meta = { __index = channel }

function meta:__tostring() return string.format("[Multicast:%x]", self.channel) end

local function number_of(self)
	return self.channel or error("multicast: the channel is deleted", 3)
end

-- publish returns when the message is on its way to all subscribers.
function channel:publish(...)
	local number = number_of(self)
	local message, size = self.pack(...)
	if type(message) ~= "string" then
		local text = skynet.tostring(message, size)
		skynet.trash(message, size)
		message = text
	end
	skynet.call(daemon, "lua", "publish", number, message)
end

function channel:subscribe()
	local number = number_of(self)
	if not self.subscribes then
		skynet.call(daemon, "lua", "subscribe", number)
		self.subscribes = true
		subscribed[number] = self
	end
end

function channel:unsubscribe()
	if self.subscribes then
		self.subscribes = nil
		subscribed[self.channel] = nil
		skynet.send(daemon, "lua", "unsubscribe", self.channel)
	end
end

function channel:delete()
	skynet.send(daemon, "lua", "delete", number_of(self))
	self.channel, self.subscribes = nil, nil
end

skynet.init(function()
	daemon = skynet.uniqueservice "multicastd"
	skynet.register_protocol {
		name = "multicast",
		id = skynet.PTYPE_MULTICAST,
		unpack = function(message, size) return message, size end,
		dispatch = function(number, source, message, size) -- the number comes as the session
			skynet.ignoreret()
			local self = subscribed[number]
			if self and self.subscribes then
				self:dispatch(source, self.unpack(message, size))
			end
		end,
	}
end)

local multicast = {}

-- new(options): options.channel is the number of a channel that is there already;
-- dispatch(channel, source, ...) gets the messages; pack and unpack are skynet's own otherwise.
function multicast.new(options)
	if not daemon then
		error("multicast.new: not before the service's start function", 2)
	end
	options = options or {}
	return setmetatable({
		channel = options.channel or skynet.call(daemon, "lua", "new"),
		dispatch = options.dispatch,
		pack = options.pack or skynet.pack,
		unpack = options.unpack or skynet.unpack,
	}, meta)
end

return multicast
