-- ret answers once; a second one, one without a caller and one after ignoreret send nothing.
-- skynet: ran on f19d1605
local skynet = require "skynet"

if ... == "child" then
	local said = {}
	local how = {}
	function how.twice()
		said[#said + 1] = tostring(skynet.ret(skynet.pack "first"))
		said[#said + 1] = tostring(pcall(skynet.ret, skynet.pack "second"))
	end
	function how.empty() said[#said + 1] = tostring(skynet.ret()) end
	function how.text() skynet.retpack("packed", nil) end
	function how.ignored()
		skynet.ignoreret()
		said[#said + 1] = "ignored"
	end
	function how.sent() said[#said + 1] = "sent " .. tostring(skynet.ret(skynet.pack "nobody")) end
	function how.in_fork()
		skynet.fork(function() said[#said + 1] = "fork " .. tostring((pcall(skynet.ret, skynet.pack "from a fork"))) end)
		skynet.sleep(1)
		skynet.ret(skynet.pack "from the task")
	end
	function how.said()
		skynet.ret(skynet.pack(table.unpack(said)))
		said = {}
	end
	skynet.start(function() skynet.dispatch("lua", function(_, _, name) how[name]() end) end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	print(skynet.call(child, "lua", "twice"))
	print(skynet.call(child, "lua", "said"))
	print(select("#", skynet.call(child, "lua", "empty")))
	print(skynet.call(child, "lua", "said"))
	print(skynet.call(child, "lua", "text"))
	skynet.send(child, "lua", "sent")
	skynet.send(child, "lua", "ignored")
	print(skynet.call(child, "lua", "said"))
	print(skynet.call(child, "lua", "in_fork"))
	print(skynet.call(child, "lua", "said"))
end)
-- Output:
-- first
-- true	false
-- 0
-- true
-- packed	nil
-- sent false	ignored
-- from the task
-- fork false
