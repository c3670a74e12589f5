-- Computes: see heavyjob.lua.

local class = require "class"
local job = require "heavyjob"

local heavy = class("heavy")

function heavy:ctor(opt)
	self.ws = opt.ws
	self.state = {scores = {}, hits = {}}
end

function heavy:on_open() end

function heavy:on_message(msg, type)
	self.ws:send(job(self.state, msg), type == "binary")
end

function heavy:on_error() end

function heavy:on_close() end

return heavy
