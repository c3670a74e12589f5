-- Any value but nil and false is a token; without one the task's thread is it.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local tokens = { "text", 1, 2.5, true, {}, print, coroutine.create(print) }
	for i, token in ipairs(tokens) do
		skynet.fork(function()
			skynet.wait(token)
			print("woken", i, type(token))
		end)
	end
	local plain = skynet.fork(function()
		skynet.wait(false)
		print("woken by its thread")
	end)
	skynet.yield()
	for i = #tokens, 1, -1 do
		skynet.wakeup(tokens[i])
	end
	print(skynet.wakeup(plain), select("#", skynet.wakeup(false)))
	skynet.yield()
	print("done")
end)
-- Output:
-- true	0
-- woken	7	thread
-- woken	6	function
-- woken	5	table
-- woken	4	boolean
-- woken	3	number
-- woken	2	number
-- woken	1	string
-- woken by its thread
-- done
