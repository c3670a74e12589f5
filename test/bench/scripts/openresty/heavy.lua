-- Computes: see heavyjob.lua.

local job = require "heavyjob"

local ws = require "open"()
local state = {scores = {}, hits = {}}

require "serve"(ws, function(msg)
	ws:send_text(job(state, msg))
end)
