-- skynet.profile counts for each coroutine, with what it resumes and without the time that it is blocked.
-- skynet: ran on 28e80870
local skynet = require "skynet"
local profile = require "skynet.profile"

local function work()
	local sum = 0
	for i = 1, 200000 do sum = sum + i end
end

skynet.start(function()
	local inner
	local co = coroutine.create(function()
		profile.start()
		work()
		coroutine.yield()
		work()
		inner = profile.stop()
	end)
	profile.start()
	coroutine.resume(co)
	local begun = skynet.now()
	skynet.sleep(100)
	print(skynet.now() - begun >= 100)
	work()
	coroutine.resume(co)
	local outer = profile.stop()
	print(inner > 0, outer > inner, outer < 0.9)
	print((pcall(profile.stop, co)), (pcall(profile.start, 1)))
	profile.start(co)
	print((pcall(profile.start, co)), profile.stop(co) < 0.1)
	skynet.exit()
end)
-- Output:
-- true
-- true	true	true
-- false	false
-- false	true
