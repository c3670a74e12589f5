-- Sends each message to all clients of this worker. A socket is used by the request that
-- it is of only: each client has a thread that sends, and a queue before that.

local members = require "members"
local semaphore = require "ngx.semaphore"

local ws = require "open"()
local queue, last, wake = {}, 0, semaphore.new()

local function put(msg)
	last = last + 1
	queue[last] = msg
	wake:post()
end

local writer = ngx.thread.spawn(function()
	local first = 1
	while true do
		if wake:wait(3600) then
			ws:send_text(queue[first])
			queue[first] = nil
			first = first + 1
		end
	end
end)

members[put] = true
put "welcome"
require "serve"(ws, function(msg)
	for each in pairs(members) do
		each(msg)
	end
end)
members[put] = nil
ngx.thread.kill(writer)
