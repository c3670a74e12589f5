-- An agent stands for a client: it gets what the client says from the gate, and
-- asks other services for it.
--
--	luaws run examples/skynet-gate/config

local skynet = require "skynet"
local wire = require "wire"
local requests = require "requests" -- beside this file

local client -- what start brings, and the requests remember

local function handle(request, problem)
	local f = request and requests[request.cmd]
	if not f then
		return { event = "error", text = problem or "there is no such cmd" }
	end
	local ok, answer = pcall(f, client, request)
	if not ok then
		LOG("%s failed: %s", request.cmd, tostring(answer))
		answer = { event = "error", text = "it failed" }
	end
	return answer
end

skynet.register_protocol {
	name = "client",
	id = skynet.PTYPE_CLIENT,
	unpack = function(msg, size) return wire.decode(skynet.tostring(msg, size)) end,
	dispatch = function(_, _, request, problem)
		skynet.ignoreret() -- the session is the client's fd
		local answer = handle(request, problem)
		if answer then
			skynet.send(client.gate, "lua", "write", client.fd, wire.encode(answer))
		end
	end,
}

local commands = {}

function commands.start(conf)
	client = conf
	skynet.call(client.gate, "lua", "forward", client.fd)
end

function commands.disconnect()
	if client then
		requests.leave(client)
	end
	skynet.exit()
end

skynet.start(function()
	skynet.dispatch("lua", function(session, _, command, ...)
		local result = commands[command](...)
		if session ~= 0 then skynet.retpack(result) end
	end)
end)
