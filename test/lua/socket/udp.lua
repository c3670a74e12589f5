-- UDP: bound, dialled and connected sockets; addresses.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"

local function hex(s) return (s:gsub(".", function(c) return string.format("%02x", c:byte()) end)) end

skynet.start(function()
	local got = {}
	local function wait(n) for _ = 1, 100 do if #got >= n then return end skynet.sleep(1) end print("nothing came") end
	local server = socket.udp(function(data, from)
		local ip, port = socket.udp_address(from)
		print("server", #data < 20 and data or #data, ip, math.type(port), #from, hex(from):sub(1, 2))
		got[#got + 1] = from
		print("sendto", socket.sendto(got.server, from, "re: " .. data:sub(1, 10)))
	end, "127.0.0.1", 18765)
	got.server = server
	local answers = 0
	local client = socket.udp(function(data, from)
		print("client", data, socket.udp_address(from))
		answers = answers + 1
	end)
	socket.udp_connect(client, "127.0.0.1", 18765)
	print("write", socket.write(client, "hello"))
	wait(1)
	while answers < 1 do skynet.sleep(1) end
	print("empty", socket.write(client, ""))
	wait(2)
	while answers < 2 do skynet.sleep(1) end
	print("big", socket.write(client, ("x"):rep(60000)))
	wait(3)
	while answers < 3 do skynet.sleep(1) end
	local dialled = socket.udp_dial("127.0.0.1", 18765, function(data) print("dialled", data) answers = answers + 1 end)
	print("write", socket.write(dialled, "from dial"))
	wait(4)
	while answers < 4 do skynet.sleep(1) end
	local listening = socket.udp_listen("127.0.0.1", 18766, function(data) print("listening", data) answers = answers + 1 end)
	socket.udp_connect(client, "127.0.0.1:18766")
	socket.write(client, "to the other")
	while answers < 5 do skynet.sleep(1) end
	print("port 0", (pcall(socket.udp_listen, "127.0.0.1", 0)))
	print("address", pcall(socket.udp_address, "\1\0\80\127\0\0\1"))
	print("address", pcall(socket.udp_address, "\2\0\80" .. ("\0"):rep(15) .. "\1"))
	print("bad address", (pcall(socket.udp_address, "\1\0\80")))
	print("bad sendto", socket.sendto(server, "\9abcdefgh", "x"))
	print("invalid", socket.invalid(server), socket.disconnected(server))
	socket.close(client)
	print("closed", socket.invalid(client), socket.write(client, "x"))
	for _, id in ipairs { server, dialled, listening } do socket.close(id) end
	print("done")
	skynet.exit()
end)
-- Output:
-- write	true
-- server	hello	127.0.0.1	integer	7	01
-- sendto	true
-- client	re: hello	127.0.0.1	18765
-- empty	true
-- server		127.0.0.1	integer	7	01
-- sendto	true
-- client	re: 	127.0.0.1	18765
-- big	true
-- server	60000	127.0.0.1	integer	7	01
-- sendto	true
-- client	re: xxxxxxxxxx	127.0.0.1	18765
-- write	true
-- server	from dial	127.0.0.1	integer	7	01
-- sendto	true
-- dialled	re: from dial
-- listening	to the other
-- port 0	false
-- address	true	127.0.0.1	80
-- address	true	::1	80
-- bad address	false
-- bad sendto	false
-- invalid	false	false
-- closed	true	false
-- done
