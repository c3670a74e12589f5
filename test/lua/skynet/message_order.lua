-- Messages of one service arrive in order; each handler runs until it blocks,
-- and forks and woken tasks come before the next message.
-- skynet: ran on 28e80870
local skynet = require "skynet"

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function(session, _, n)
			print("begins", n)
			skynet.fork(function() print("fork of", n) end)
			if n == 1 then
				skynet.sleep(5)
				print("goes on", n)
			elseif n == 2 then
				skynet.yield()
				print("goes on", n)
			end
			if session > 0 then skynet.retpack(n) end
			print("ends", n)
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	for i = 1, 3 do skynet.send(child, "lua", i) end
	print("sent")
	local answer = skynet.call(child, "lua", 4)
	skynet.sleep(10)
	print("answer", answer)
	skynet.exit()
end)
-- Output:
-- sent
-- begins	1
-- fork of	1
-- begins	2
-- fork of	2
-- begins	3
-- ends	3
-- fork of	3
-- begins	4
-- ends	4
-- fork of	4
-- goes on	2
-- ends	2
-- goes on	1
-- ends	1
-- answer	4
