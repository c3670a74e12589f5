-- Computes: see heavyjob.lua.

local websocket = require "http.websocket"
local job = require "heavyjob"

local states = {}

local handle = {}

function handle.connect(id)
	states[id] = {scores = {}, hits = {}}
end

function handle.message(id, msg, kind)
	websocket.write(id, job(states[id], msg), kind)
end

function handle.close(id)
	states[id] = nil
end

handle.error = handle.close -- one of the two is called

return handle
