-- .service: services of which there is one. The first who asks for it has it
-- made, all others wait for it; that it failed is remembered, as in skynet.
local skynet = require "skynet"
require "skynet.manager"

local known = {} -- by name: { address =, failure =, making =, waiting = { token, ... } }

local function made(name, entry, ok, result)
	if ok and result == nil then -- may be made anew
		known[name] = nil
		ok, result = false, string.format("service '%s' ended itself in its start function", name)
	end
	if ok then
		entry.address = result
	else
		entry.failure = tostring(result)
	end
	for _, token in ipairs(entry.waiting) do
		skynet.wakeup(token)
	end
	entry.waiting = {}
end

-- find returns the address of the service, which make(...) makes if there is
-- none. Without make, it waits until somebody has it made.
local function find(name, make, ...)
	local entry = known[name]
	if not entry then
		entry = { waiting = {} }
		known[name] = entry
	end
	if make and not entry.making then
		entry.making = true
		made(name, entry, pcall(make, ...))
	elseif not entry.address and not entry.failure then
		local token = {}
		table.insert(entry.waiting, token)
		skynet.wait(token)
	end
	if entry.failure then
		error(entry.failure, 0)
	end
	return entry.address
end

-- keyOf is the name under which a service is known, and the name of its file: a
-- global one ("@name") is another than the local one; a snax service goes by its
-- own name.
local function keyOf(name, first)
	local file = name:match "^@(.*)" or name
	if file == "snaxd" then
		return name .. "." .. first, file
	end
	return name, file
end

local commands = {}

function commands.LAUNCH(name, first, ...)
	local key, file = keyOf(name, first)
	if file == "snaxd" then
		return find(key, require "skynet.snax".rawnewservice, first, ...)
	end
	return find(key, skynet.newservice, file, first, ...)
end

function commands.QUERY(name, first)
	return find((keyOf(name, first)))
end

function commands.GLAUNCH(name, ...) return commands.LAUNCH("@" .. name, ...) end
function commands.GQUERY(name, ...) return commands.QUERY("@" .. name, ...) end
function commands.REPORT() end -- of other nodes' service_mgr

function commands.LIST()
	local list = {}
	for name, entry in pairs(known) do
		if entry.address then
			list[name] = skynet.address(entry.address)
		elseif entry.failure then
			list[name] = "Error: " .. entry.failure
		else
			list[name] = string.format("%s, %d waiting", entry.making and "launching" or "not launched", #entry.waiting)
		end
	end
	return list
end

skynet.dispatch("lua", function(_, _, command, ...)
	local f = commands[command]
	if not f then
		skynet.ret(skynet.pack(nil, "Invalid command " .. tostring(command)))
		return
	end
	local ok, result = pcall(f, ...)
	if ok then
		skynet.ret(skynet.pack(result))
	else
		skynet.ret(skynet.pack(nil, result))
	end
end)

skynet.start(function() end)
