-- A message to a global name that nobody has waits for it; term gives a call up.
-- skynet: ran on 28e80870
local skynet = require "skynet"
require "skynet.manager"

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function(session, _, ...)
			print("gets", ...)
			if session > 0 then skynet.retpack(...) end
		end)
		skynet.register "NAMED"
	end)
	return
end

skynet.start(function()
	print(skynet.send("NAMED", "lua", 1))
	skynet.fork(function() print("answer", skynet.call("NAMED", "lua", 2)) end)
	skynet.sleep(1)
	print "starts"
	skynet.newservice(SERVICE_NAME, "child")
	skynet.sleep(1)
	print("answer", skynet.call("NAMED", "lua", 3))
	skynet.fork(function() print("gives up", (pcall(skynet.call, "NOBODY", "lua"))) end)
	skynet.sleep(1)
	skynet.term "NOBODY"
	skynet.sleep(1)
	skynet.exit()
end)
-- Output:
-- 0
-- starts
-- gets	1
-- gets	2
-- answer	2
-- gets	3
-- answer	3
-- gives up	false
