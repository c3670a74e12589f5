-- Once kill has returned, the name is free and calls fail, whatever the service still does.
-- skynet: ran on 28e80870
local skynet = require "skynet"
require "skynet.manager"

if ... == "child" then
	skynet.start(function()
		skynet.register ".child"
		skynet.dispatch("lua", function() skynet.retpack(skynet.self()) end)
	end)
	return
end

skynet.start(function()
	for i = 1, 3 do
		local child = skynet.newservice(SERVICE_NAME, "child")
		print(skynet.localname ".child" == child, skynet.call(".child", "lua") == child)
		skynet.kill(child)
		print((skynet.localname ".child"), (pcall(skynet.call, child, "lua")), (pcall(skynet.call, ".child", "lua")))
		print((skynet.send(child, "lua")))
	end
	skynet.register ".child"
	print(skynet.localname ".child" == skynet.self())
end)
-- Output:
-- true	true
-- nil	false	false
-- nil
-- true	true
-- nil	false	false
-- nil
-- true	true
-- nil	false	false
-- nil
-- true
