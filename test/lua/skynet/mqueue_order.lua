-- skynet.mqueue handles one message after the other, even if the handler blocks.
-- skynet: ran on 28e80870
local skynet = require "skynet"
local mqueue = require "skynet.mqueue"

if ... == "child" then
	skynet.start(function()
		mqueue.register(function(what, n)
			print("handles", what, n, mqueue.size())
			skynet.sleep(10 - n)
			if what == "fails" then
				error "as asked"
			elseif what == "ask" then
				return n, nil, "answer"
			end
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	for i = 1, 3 do
		skynet.fork(function() print("answered", mqueue.call(child, "ask", i)) end)
	end
	skynet.sleep(1)
	mqueue.send(child, "tell", 4)
	mqueue.send(child, "fails", 5)
	print("fails", (pcall(mqueue.call, child, "fails", 6)))
	print(mqueue.call(child, "ask", 7))
	print((pcall(mqueue.register, print)), mqueue.size())
end)
-- Output:
-- handles	ask	1	0
-- handles	ask	2	4
-- answered	1	nil	answer
-- handles	ask	3	3
-- answered	2	nil	answer
-- handles	tell	4	2
-- answered	3	nil	answer
-- handles	fails	5	1
-- handles	fails	6	0
-- fails	false
-- handles	ask	7	0
-- 7	nil	answer
-- true	0
