-- send gives session 0, call a positive one; sources are addresses; send returns at once; to oneself it comes after the task.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.dispatch("lua", function(session, source, name)
		print(name, session == 0, session > 0, source == skynet.self())
		if session > 0 then skynet.retpack(name) end
	end)
	skynet.send(skynet.self(), "lua", "sent to oneself")
	print("sent")
	print(skynet.call(skynet.self(), "lua", "called oneself"))
	skynet.fork(print, "fork")
	skynet.send(skynet.address(skynet.self()), "lua", "by address text")
	print("before both")
	skynet.yield()
	skynet.sleep(1)
	print((pcall(skynet.send, nil, "lua")))
	print((pcall(skynet.call, 0, "lua")))
	print((pcall(skynet.call, ".nobody", "lua")))
	print((pcall(skynet.send, ".nobody", "lua")))
	print((pcall(skynet.call, 9999999, "lua")))
	print("done")
end)
-- Output:
-- sent
-- sent to oneself	true	false	true
-- called oneself	false	true	true
-- called oneself
-- before both
-- fork
-- by address text	true	false	true
-- false
-- false
-- false
-- true
-- false
-- done
