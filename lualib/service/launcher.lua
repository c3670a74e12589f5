-- .launcher: answers what consoles and old code ask skynet's launcher. Services
-- are made and ended without it (skynet.newservice, skynet.kill).
local skynet = require "skynet"
local services = require "luaws.services"

-- ask sends a debug command to all services, and gives what show makes of each
-- answer, by address.
local function ask(timeout, show, ...)
	local answers, requests, asked = {}, skynet.request(), {}
	for address, command in pairs(services.list()) do
		if address ~= skynet.self() then
			local request = { address, "debug", ... }
			asked[request] = command
			answers[skynet.address(address)] = show("TIMEOUT", command)
			requests:add(request)
		end
	end
	if next(asked) then
		for request, answer in requests:select(timeout) do
			answers[skynet.address(request[1])] = show(answer and answer[1] or "ERROR", asked[request])
		end
	end
	return answers
end

local function asItIs(answer) return answer end

local function memory(kilobytes, command)
	if type(kilobytes) == "number" then
		kilobytes = string.format("%.2f Kb", kilobytes)
	end
	return string.format("%s (%s)", kilobytes, command)
end

local commands = {}

function commands.LIST()
	local list = {}
	for address, command in pairs(services.list()) do
		if address ~= skynet.self() then
			list[skynet.address(address)] = command
		end
	end
	return list
end

function commands.STAT(timeout) return ask(timeout, asItIs, "STAT") end

function commands.MEM(timeout) return ask(timeout, memory, "MEM") end

function commands.GC(timeout)
	for address in pairs(services.list()) do
		if address ~= skynet.self() then
			skynet.send(address, "debug", "GC")
		end
	end
	return commands.MEM(timeout)
end

function commands.KILL(address)
	local command = services.list()[address]
	skynet.kill(address)
	return { [skynet.address(address)] = tostring(command) }
end

function commands.LAUNCH(kind, name, ...)
	if kind ~= "snlua" then
		error(string.format("LAUNCH %s: luaws makes Lua services only (snlua)", tostring(kind)))
	end
	return skynet.newservice(name, ...)
end

commands.LOGLAUNCH = commands.LAUNCH

-- The list is the host's own, and newservice knows what became of a service:
-- there is nothing to do when services tell.
local function nothing() end
local told = { REMOVE = nothing, ERROR = nothing, LAUNCHOK = nothing }

-- QUERY finds the service that a session of LAUNCH is making: sessions are not kept.
commands.QUERY = nothing

skynet.register_protocol {
	name = "text",
	id = skynet.PTYPE_TEXT,
	unpack = skynet.tostring,
	dispatch = nothing,
}

skynet.dispatch("lua", function(_, _, command, ...)
	command = string.upper(command)
	if commands[command] then
		skynet.ret(skynet.pack(commands[command](...)))
	elseif not told[command] then
		skynet.ret(skynet.pack { "Unknown command" })
	end
end)

skynet.start(nothing)
