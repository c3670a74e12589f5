-- client.socket: plain TCP sockets, as skynet has them for clients.

local native = require "luaws.client"

local LINES = 1024 -- that may wait

local lines, first, last -- those of stdin that wait

local function read()
	local skynet = require "skynet"
	for line in io.stdin:lines() do
		while last - first >= LINES - 1 do
			skynet.sleep(10)
		end
		last = last + 1
		lines[last] = line
	end
end

-- A line of stdin, or nothing if there is none yet.
local function readstdin()
	if not lines then
		lines, first, last = {}, 1, 0
		require "skynet".fork(read)
	end
	local line = lines[first]
	if line then
		lines[first] = nil
		first = first + 1
		return line
	end
end

local socket = { readstdin = readstdin }
for name, f in pairs(native) do
	socket[name] = f
end
return socket
