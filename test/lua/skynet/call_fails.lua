-- A call fails if there is nobody, if the handler fails, and if the service ends.
-- skynet: ran on 28e80870, but for the texts' positions, and "forget", which waits there for ever
local skynet = require "skynet"

if ... == "child" then
	local cmd = {}
	function cmd.fail() error "broken" end
	function cmd.exit() skynet.exit() end
	function cmd.late() skynet.fork(skynet.exit) skynet.sleep(100) end
	function cmd.forget() end
	function cmd.twice() skynet.retpack("first") print(select(2, pcall(skynet.retpack, "second")):match("No.*")) end
	function cmd.ok() skynet.retpack("ok") end
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, name) cmd[name]() end)
	end)
	return
end

local function try(...)
	local ok, err = pcall(skynet.call, ...)
	print(ok, ok and err or err:match("call .*"))
end

skynet.start(function()
	local function child() return skynet.newservice(SERVICE_NAME, "child") end
	local a = child()
	try(a, "lua", "fail")
	try(a, "lua", "ok")
	try(a, "lua", "twice")
	try(a, "lua", "exit")
	try(a, "lua", "ok")
	try(".nobody", "lua", "ok")
	try(":12345", "lua", "ok")
	print(skynet.send(a, "lua", "ok"), skynet.send(".nobody", "lua"), skynet.send(skynet.self(), "lua"))
	local b = child()
	skynet.fork(function() print "forgets"; try(b, "lua", "forget") end)
	skynet.sleep(1)
	try(b, "lua", "late")
	skynet.sleep(1)
	print(select(2, pcall(skynet.call, 0, "lua")):match("Invalid.*"))
	print(select(2, pcall(skynet.call, {}, "lua")):match("dest.*"))
	skynet.exit()
end)
-- Log:
-- lua call [8 to :9 : 1 msgsz = 5] error : skynet/call_fails.lua:7: broken
-- stack traceback:
-- Maybe forgot response session
-- Output:
-- false	call failed
-- true	ok
-- No session
-- true	first
-- false	call failed
-- false	call to invalid address :00000009
-- false	call to invalid address .nobody
-- false	call to invalid address :12345
-- nil	nil	0
-- forgets
-- false	call failed
-- false	call failed
-- Invalid service address 0
-- dest address type (table) must be a string or number.
