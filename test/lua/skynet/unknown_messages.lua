-- Messages that nobody handles are logged, requests are answered with an error;
-- a handler of one's own gets them instead.
-- skynet: ran on 28e80870
local skynet = require "skynet"

skynet.start(function()
	local self = skynet.self()
	local core = require "skynet.core"
	skynet.send(self, "lua", "no handler")
	core.send(self, 200, 0, "no protocol")
	core.send(self, skynet.PTYPE_RESPONSE, 12345, "no request")
	print((pcall(skynet.call, self, "lua", "no handler")))
	print(skynet.dispatch_unknown_request(function(session, source, msg, sz, kind)
		print("request", session, source, skynet.tostring(msg, sz), kind)
	end) ~= nil)
	skynet.dispatch_unknown_response(function(session, source, msg, sz)
		print("response", session, source, skynet.tostring(msg, sz))
	end)
	core.send(self, 200, 0, "no protocol")
	core.redirect(self, 77, skynet.PTYPE_LUA, 0, "no handler")
	core.send(self, skynet.PTYPE_RESPONSE, 12345, "no request")
	skynet.sleep(1)
	skynet.exit()
end)
-- Log:
-- [:00000008] Unknown request (lua): 
-- error : 
-- Unknown session : 0 from 8
-- [:00000008] Unknown request (200): no protocol
-- Unknown session : 0 from 8
-- [:00000008] Response message : no request
-- Unknown session : 12345 from 8
-- Output:
-- false
-- true
-- request	0	8	no protocol	200
-- request	0	77	no handler	lua
-- response	12345	8	no request
