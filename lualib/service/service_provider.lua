-- Keeps the services of skynet.service by name.
local skynet = require "skynet"

local known = {} -- by name: { address =, failure =, booting =, args =, time =, waiting = { response, ... } }

local function entryOf(name)
	known[name] = known[name] or { waiting = {} }
	return known[name]
end

local function answer(entry, ok, ...)
	local waiting = entry.waiting
	entry.waiting = {}
	for _, response in ipairs(waiting) do
		response(ok, ...)
	end
end

-- boot makes the service; what goes wrong in its function ends it again.
local function boot(name, code, ...)
	local address = skynet.newservice("service_cell", name)
	if not address then
		error(string.format("service '%s' ended itself", name), 0)
	end
	local ok, failure = pcall(skynet.call, address, "lua", "init", code, ...)
	if not ok or failure then
		skynet.kill(address)
		error(string.format("service '%s': %s", name, tostring(failure)), 0)
	end
	return address
end

local commands = {}

-- An answer is an address, or nil, what else there is to say, and a failure.

-- test doesn't wait; nil, true: the service is being made.
function commands.test(name)
	local entry = known[name]
	if entry then
		skynet.ret(skynet.pack(entry.address, entry.booting, entry.failure))
	else
		skynet.ret()
	end
end

function commands.query(name)
	local entry = entryOf(name)
	if entry.address or entry.failure then
		skynet.ret(skynet.pack(entry.address, nil, entry.failure))
	else
		table.insert(entry.waiting, skynet.response())
	end
end

function commands.launch(name, code, ...)
	local entry = entryOf(name)
	if entry.address or entry.booting or entry.failure then
		return commands.query(name)
	end
	entry.booting = true
	entry.args = { ... }
	for i = 1, select("#", ...) do
		entry.args[i] = tostring((select(i, ...)))
	end
	local ok, result = pcall(boot, name, code, ...)
	entry.booting = nil
	if ok then
		entry.address, entry.time = result, skynet.time()
	else
		entry.failure = result
	end
	answer(entry, true, entry.address, nil, entry.failure)
	skynet.ret(skynet.pack(entry.address, nil, entry.failure))
end

function commands.close(name)
	local entry = known[name]
	if not entry or entry.booting then
		skynet.ret(skynet.pack(nil))
		return
	end
	known[name] = nil
	answer(entry, false)
	skynet.ret(skynet.pack(entry.address))
end

local function info()
	local list = {}
	for name, entry in pairs(known) do
		local about = {
			name = name,
			init = entry.args and table.concat(entry.args, ","),
			time = entry.time and os.date("%Y %b %d %T %z", math.floor(entry.time)),
		}
		if entry.booting then
			about.status = "booting"
		elseif not entry.address and not entry.failure then
			about.status = string.format("waiting(%d)", #entry.waiting)
		end
		list[entry.address and skynet.address(entry.address) or name] = about
	end
	return list
end

skynet.dispatch("lua", function(_, _, command, ...) commands[command](...) end)

skynet.start(function() skynet.info_func(info) end)
