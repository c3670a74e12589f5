-- An agent has many clients, in one Lua state: what one says, all of the same
-- agent hear. A client's next message comes when the last one is done with.
--
--	luaws run examples/simple-websocket/config

local skynet = require "skynet"
local websocket = require "http.websocket"

local names, count = {}, 0 -- of the clients, by id

local function tell(text)
	for id in pairs(names) do
		websocket.write(id, text)
	end
end

local function gone(id, why)
	if names[id] then
		local name = names[id]
		names[id], count = nil, count - 1
		tell(("* %s left: %s"):format(name, why))
	end
end

local handle = {}

function handle.connect(id)
	skynet.error("from", websocket.addrinfo(id))
end

function handle.handshake(id, header, url)
	names[id], count = url:match "name=(%w+)" or "guest" .. id, count + 1
	tell(("* %s joined"):format(names[id]))
end

function handle.message(id, text, kind)
	if text == "/quit" then
		websocket.close(id, 1000, "bye")
	elseif text == "/who" then
		websocket.write(id, ("* %d here, in service %s"):format(count, skynet.address(skynet.self())))
	else
		tell(names[id] .. ": " .. text)
	end
end

function handle.close(id, code, reason) gone(id, reason or "bye") end
function handle.error(id) gone(id, "lost") end

skynet.start(function()
	skynet.dispatch("lua", function(_, _, id, protocol, addr)
		local ok, err = websocket.accept(id, handle, protocol, addr)
		if not ok then -- an error in a callback
			skynet.error(err)
			gone(id, "failed")
		end
	end)
end)
