-- skynet.service: named services that are made of a function.
local skynet = require "skynet"

local service = {}

local addresses = {} -- by name

local provider
local function ask(...)
	provider = provider or skynet.uniqueservice "service_provider"
	local address, booting, failure = skynet.call(provider, "lua", ...)
	if failure then
		error(failure, 0)
	end
	return address, booting
end

-- codeOf makes a text of a function, which can't take the locals around it along.
local function codeOf(name, f)
	if type(f) ~= "function" then
		error(string.format("service '%s': function expected, got %s", name, type(f)), 3)
	end
	local i = 1
	while true do
		local upvalue = debug.getupvalue(f, i)
		if not upvalue then
			return string.dump(f)
		elseif upvalue ~= "_ENV" then
			error(string.format("service '%s': its function uses the local '%s' of the code around it, which stays behind in this service",
				name, upvalue), 3)
		end
		i = i + 1
	end
end

-- new(name, f, ...) returns the address of the service with that name. If there
-- is none, f(...) makes it what it is, as the main chunk does in others.
function service.new(name, f, ...)
	local address, booting = ask("test", name)
	if booting then
		address = ask("query", name)
	elseif not address then
		address = ask("launch", name, codeOf(name, f), ...)
	end
	addresses[name] = address
	return address
end

-- query(name) returns the address, and blocks until there is such a service.
function service.query(name)
	addresses[name] = addresses[name] or ask("query", name)
	return addresses[name]
end

-- close(name) ends the service; false: there is none.
function service.close(name)
	local address = ask("close", name)
	if not address then
		return false
	end
	addresses[name] = nil
	skynet.kill(address)
	return true
end

return service
