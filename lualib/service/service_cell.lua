-- A service of skynet.service: its first message brings the function that it is
-- made of.
local skynet = require "skynet"

local name = ...

local function init(command, code, ...)
	if command ~= "init" then
		error(string.format("service '%s' is not ready for '%s'", name, tostring(command)))
	end
	local main = assert(load(code, name))
	local start
	skynet.start = function(f) start = f end
	skynet.dispatch("lua", function() error "No dispatch function" end)
	main(...)
	if start then
		start()
	end
	skynet.ret()
end

skynet.start(function()
	skynet.dispatch("lua", function(_, _, ...) init(...) end)
end)
