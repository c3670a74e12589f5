-- Wrong arguments are errors of the caller, and lose nothing.
-- skynet: differs: its texts are those of assert and of Lua's C API.
local skynet = require "skynet"
local socket = require "skynet.socket"

local function fails(f, ...)
	local args = table.pack(...)
	local ok, err = pcall(function() f(table.unpack(args, 1, args.n)) end)
	print(ok, (tostring(err):gsub("^[^ ]*errors.lua:%d+: ", "at: ")))
end

skynet.start(function()
	for _, name in ipairs { "read", "readline", "readall", "limit", "warning" } do
		fails(socket[name], 999)
	end
	fails(socket.read)
	fails(socket.read, "x")
	fails(socket.write, 999)
	fails(socket.write, nil, "x")
	print(socket.write(999, "x"), socket.invalid(999), socket.disconnected(999), socket.block(999))
	fails(socket.close_fd, {})
	fails(socket.open, "nowhere")
	fails(socket.open, "127.0.0.1:port")
	fails(socket.open, "[::1")
	fails(socket.open, "127.0.0.1", 70000)
	fails(socket.open, "127.0.0.1", 0)
	fails(socket.udp_connect, 999, "127.0.0.1", 80)
	fails(socket.udp_address, "x")
	fails(socket.header, "")
	fails(socket.start, 999.5)
	print(socket.start(999))

	local listener, _, port = socket.listen("127.0.0.1", 0)
	fails(socket.read, listener, 1)
	local accepted
	socket.start(listener, function(id) accepted = id end)
	fails(socket.start, listener, print)
	local c = socket.open("127.0.0.1", port)
	fails(socket.read, c, -1)
	fails(socket.read, c, 1 << 40)
	fails(socket.write, c, print)
	fails(socket.write, c, { "a", {} })
	fails(socket.udp_connect, c, "127.0.0.1", 80)
	fails(socket.sendto, c, "\1\0\80\127\0\0\1", 5)
	while not accepted do skynet.sleep(1) end
	socket.start(accepted)
	skynet.fork(function() fails(socket.read, accepted, 1) end)
	skynet.sleep(1)
	fails(socket.read, accepted, 1)
	print(socket.write(c, 42))
	print(socket.read(accepted, 0), #socket.read(accepted, 0))
	skynet.sleep(2)
	fails(socket.close_fd, c)
	socket.close(c)
	print("done")
	skynet.exit()
end)
-- Output:
-- false	at: socket 999 is not open in this service
-- false	at: socket 999 is not open in this service
-- false	at: socket 999 is not open in this service
-- false	at: socket 999 is not open in this service
-- false	at: socket 999 is not open in this service
-- false	at: bad argument #1 to 'f' (number expected, got no value)
-- false	at: bad argument #1 to 'f' (number expected, got string)
-- false	at: bad argument #2 to 'f' (string expected, got no value)
-- false	at: bad argument #1 to 'f' (number expected, got nil)
-- false	true	nil	false
-- false	at: bad argument #1 to 'f' (number expected, got table)
-- false	at: Invalid address nowhere.
-- false	at: Invalid port in address 127.0.0.1:port.
-- false	at: Invalid address [::1.
-- false	at: port 70000 is out of range
-- false	at: Invalid port
-- false	at: udp connect failed: no such socket
-- false	at: Invalid udp address
-- false	at: Invalid read 
-- false	at: bad argument #1 to 'f' (number has no integer representation)
-- nil	invalid socket
-- false	at: socket 1 is not a stream
-- false	at: socket is not closed
-- false	at: bad argument #2 to 'f' (negative size)
-- false	string limit exceeded (256 MB)
-- false	at: bad argument #2 to 'f' (string expected, got function)
-- false	at: the table to be sent has a table at 2, where a string is expected
-- false	at: socket 2 is not a UDP socket
-- true	nil
-- false	at: another task waits for socket 3
-- true
-- 	0
-- true	nil
-- false	at: Use socket.close instead
-- done
