-- What happens to sockets is a message that nobody handles, if nobody registers "socket".
-- skynet: not run
local skynet = require "skynet"
local driver = require "skynet.socketdriver"

skynet.start(function()
	local id = driver.listen("127.0.0.1", 0)
	skynet.dispatch_unknown_request(function(session, source, msg, sz, name)
		print(session, source, type(msg), sz, name)
		local kind, socket = driver.unpack(msg, sz)
		print(kind, socket == id)
		skynet.dispatch_unknown_request(nil)
		driver.start(id)
		skynet.timeout(1, skynet.exit)
	end)
end)
-- Output:
-- 0	0	userdata	0	6
-- 2	true
-- Log:
-- Unknown request (6): userdata: 
-- Unknown session : 0 from 0
