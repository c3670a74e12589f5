-- timeout(0) is a message to oneself: after all forks, in order with yield and other timeout(0)s.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.timeout(0, function() print("zero a") end)
	skynet.fork(function() print("fork a") end)
	skynet.timeout(0, function() print("zero b") end)
	skynet.timeout(-5, function() print("negative counts as zero") end)
	skynet.fork(function() print("fork b") end)
	skynet.timeout(0, function() print("zero c") end)
	print("main")
	skynet.yield()
	print("main, after yield")
	print("done")
end)
-- Output:
-- main
-- fork a
-- fork b
-- zero a
-- zero b
-- negative counts as zero
-- zero c
-- main, after yield
-- done
