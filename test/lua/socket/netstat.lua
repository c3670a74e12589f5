-- netstat's figures.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"

local function show(id, self)
	for _, i in ipairs(socket.netstat()) do
		if i.id == id then
			local keys = {}
			for k, v in pairs(i) do
				if k == "address" then v = v == self
				elseif k == "id" or k == "rtime" or k == "wtime" then v = math.type(v)
				elseif k == "peer" or k == "sock" then v = v:match "^127.0.0.1:%d+$" ~= nil end
				keys[#keys + 1] = k .. "=" .. tostring(v)
			end
			table.sort(keys)
			return table.concat(keys, " ")
		end
	end
	return "not there"
end

skynet.start(function()
	local self = skynet.self()
	local listener, _, port = socket.listen("127.0.0.1", 0)
	local accepted
	socket.start(listener, function(id) accepted = id end)
	local c = socket.open("127.0.0.1", port)
	while not accepted do skynet.sleep(1) end
	socket.start(accepted)
	socket.write(c, "12345")
	print(socket.read(accepted, 5))
	socket.write(accepted, "678")
	print(socket.read(c, 3))
	skynet.sleep(2)
	print(show(listener, self))
	print(show(c, self))
	print(show(accepted, self))
	socket.close(c)
	skynet.sleep(2)
	print(show(c, self))
	print((show(accepted, self):gsub("reading=%a+ ", "")))
	socket.close(accepted)
	socket.close(listener)
	print(show(accepted, self))
	skynet.exit()
end)
-- Output:
-- 12345
-- 678
-- accept=1 address=true id=integer rtime=integer sock=true type=LISTEN
-- address=true id=integer peer=true read=3 reading=true rtime=integer type=TCP wbuffer=0 write=5 writing=false wtime=integer
-- address=true id=integer peer=true read=5 reading=true rtime=integer type=TCP wbuffer=0 write=3 writing=false wtime=integer
-- not there
-- address=true id=integer peer=true read=5 rtime=integer type=CLOSING wbuffer=0 write=3 writing=false wtime=integer
-- not there
