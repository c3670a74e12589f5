-- A caller gets "call failed" when the handler raises, when the target ends before it has answered, and when it has ended.
-- skynet: ran on f19d1605
local skynet = require "skynet"

if ... == "child" then
	local how = {}
	function how.raise() error "raised" end
	function how.raise_table() error {} end
	function how.exit() skynet.exit() end
	function how.exit_later()
		skynet.timeout(1, skynet.exit)
		skynet.wait()
	end
	function how.answer() skynet.ret(skynet.pack "answer") end
	function how.after() skynet.ret(skynet.pack "answered") error "after the answer" end
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, name) how[name]() end)
	end)
	return
end

local function last(ok, err)
	return ok, (tostring(err):match("[^:]*$"):gsub("^ ", ""))
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	print("raise", last(pcall(skynet.call, child, "lua", "raise")))
	print("table", last(pcall(skynet.call, child, "lua", "raise_table")))
	print("no function", last(pcall(skynet.call, child, "lua", "nosuch")))
	print("still there", skynet.call(child, "lua", "answer"))
	print("after", skynet.call(child, "lua", "after"))
	print("exits", last(pcall(skynet.call, child, "lua", "exit")))
	print("is gone", (pcall(skynet.call, child, "lua", "answer")))

	child = skynet.newservice(SERVICE_NAME, "child")
	local failed = {}
	for i = 1, 3 do
		skynet.fork(function() failed[i] = not pcall(skynet.call, child, "lua", "exit_later") end)
	end
	skynet.sleep(20)
	print("waiting", table.unpack(failed))
	print("send to the dead", pcall(skynet.send, child, "lua", "answer"))
	print("done")
end)
-- Output:
-- raise	false	call failed
-- table	false	call failed
-- no function	false	call failed
-- still there	answer
-- after	answered
-- exits	false	call failed
-- is gone	false
-- waiting	true	true	true
-- send to the dead	true
-- done
