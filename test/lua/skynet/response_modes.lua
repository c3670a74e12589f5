-- response() answers later: once, with values, or with an error.
-- skynet: ran on 28e80870
local skynet = require "skynet"

if ... == "child" then
	local kept
	local cmd = {}
	function cmd.keep() kept = skynet.response() end
	function cmd.own() kept = skynet.response(function(...) return skynet.pack("own", ...) end) end
	function cmd.answer(...)
		skynet.ignoreret()
		print("before", kept("TEST"))
		print("answers", kept(...))
		print("after", kept("TEST"), (pcall(kept, true)))
	end
	function cmd.twice()
		skynet.response()
		print("twice", (pcall(skynet.response)))
		print("ret", (pcall(skynet.ret)))
	end
	function cmd.context()
		local session, source = skynet.context()
		print("context", session > 0, source == 8)
		local r = skynet.response()
		session, source = skynet.context()
		print("context", session, source == 8)
		r(true, "context")
	end
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, name, ...) cmd[name](...) end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	local function ask(...)
		skynet.fork(function(...) print("got", pcall(skynet.call, child, "lua", ...)) end, ...)
		skynet.sleep(2)
	end
	ask("keep")
	skynet.send(child, "lua", "answer", true, 1, nil, "x", nil)
	skynet.sleep(2)
	ask("own")
	skynet.send(child, "lua", "answer", 1, 2)
	skynet.sleep(2)
	ask("context")
	skynet.send(child, "lua", "keep")
	skynet.sleep(2)
	print("exit")
	skynet.exit()
end)
-- Output:
-- before	true
-- answers	true
-- after	false	false
-- got	true	1	nil	x	nil
-- before	true
-- answers	true
-- after	false	false
-- got	true	own	2
-- context	true	true
-- context	nil	true
-- got	true	context
-- exit
