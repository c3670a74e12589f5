-- Errors in callbacks are logged; the service and the listener live on.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"

skynet.start(function()
	local listener, _, port = socket.listen("127.0.0.1", 0)
	local n = 0
	socket.start(listener, function(id)
		n = n + 1
		if n == 1 then error "in accept" end
		socket.start(id)
		socket.onclose(id, function() error "in onclose" end)
		print("read", socket.read(id))
		socket.close(id)
	end)
	local c1 = socket.open("127.0.0.1", port)
	local c2 = socket.open("127.0.0.1", port)
	while n < 2 do skynet.sleep(1) end
	socket.close(c1)
	socket.close(c2)
	skynet.sleep(5)
	print("clients", n)
	skynet.exit()
end)
-- Output:
-- read	false	
-- clients	2
-- Log:
-- lua call [0 to :8 : 0 msgsz = 39] error : 
-- callback_error.lua:11: in accept
-- lua call [0 to :8 : 0 msgsz = 24] error : 
-- callback_error.lua:13: in onclose
