-- A channel's messages reach all that subscribe, with the publisher as source; after unsubscribe or delete they don't.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local multicast = require "skynet.multicast"

local mode, name = ...
if mode == "subscriber" then
	local all = {}
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, command, number)
			local c = all[number] or multicast.new {
				channel = number,
				dispatch = function(channel, source, ...)
					print(name, channel.channel == number, source ~= skynet.self(), ...)
				end,
			}
			all[number] = c
			if command == "exit" then
				skynet.fork(skynet.exit)
			elseif command == "count" then
				-- only to let what has been sent before arrive
			else
				c[command](c)
			end
			skynet.retpack()
		end)
	end)
	return
end

skynet.start(function()
	local a = skynet.newservice(SERVICE_NAME, "subscriber", "a")
	local b = skynet.newservice(SERVICE_NAME, "subscriber", "b")
	local c = multicast.new()
	print(math.type(c.channel), tostring(c):match "^%[Multicast:%x+%]$" ~= nil)
	local function tell(who, command)
		skynet.call(who, "lua", command, c.channel)
	end
	local function publish(...)
		local n = select("#", c:publish(...))
		for _, who in ipairs { a, b } do
			pcall(skynet.call, who, "lua", "count", c.channel)
		end
		print("published", n)
	end
	publish "nobody hears"
	tell(a, "subscribe")
	publish("first", nil, { 1, 2 } and 3)
	tell(a, "subscribe")
	tell(b, "subscribe")
	tell(a, "unsubscribe")
	publish("second", true)
	local other = multicast.new { pack = function(text) return skynet.pack(text .. "!") end }
	print(other.channel ~= c.channel)
	local own = multicast.new {
		channel = other.channel,
		unpack = function(...) return "unpacked", skynet.unpack(...) end,
		dispatch = function(_, source, ...) print("own", source == skynet.self(), ...) end,
	}
	own:subscribe()
	other:publish "text"
	skynet.sleep(1)
	tell(b, "exit")
	skynet.sleep(1)
	publish "nobody again"
	c:delete()
	print((pcall(c.publish, c, "deleted")), (pcall(c.subscribe, c)), c:unsubscribe())
	own:unsubscribe()
	own:unsubscribe()
	other:publish "unheard"
	skynet.sleep(1)
	print "done"
end)
-- Output:
-- integer	true
-- published	0
-- a	true	true	first	nil	3
-- published	0
-- b	true	true	second	true
-- published	0
-- true
-- own	true	unpacked	text!
-- published	0
-- false	false
-- done
