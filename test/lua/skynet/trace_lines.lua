-- trace logs what happens to a task, and its tag goes along with its calls.
-- skynet: ran on 28e80870
local skynet = require "skynet"

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function(session, _, cmd)
			print("child", skynet.tracetag())
			if cmd == "sleep" then skynet.sleep(1) end
			if session > 0 then skynet.retpack() end
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	print("untraced", skynet.tracetag())
	skynet.call(child, "lua")
	skynet.trace "why"
	print("traced", skynet.tracetag())
	skynet.call(child, "lua", "sleep")
	skynet.send(child, "lua")
	skynet.fork(function() print("fork", skynet.tracetag()) end)
	skynet.sleep(1)
	skynet.tracelog("tag", "own line")
	skynet.traceproto("lua", true)
	skynet.dispatch("lua", function() print("own", skynet.tracetag()) end)
	skynet.send(skynet.self(), "lua")
	skynet.sleep(1)
	skynet.traceproto("lua", false)
	skynet.call(child, "debug", "TRACELOG", false)
	skynet.send(skynet.self(), "lua")
	skynet.call(child, "lua")
	local msg, sz = skynet.tracecall("given", child, "lua", skynet.pack())
	print("answer", sz)
	skynet.exit()
end)
-- Log:
-- [:00000008] TRACE nil
-- [:00000008] <TRACE :00000008-1> 
--  trace why
-- [:00000008] <TRACE :00000008-1> 
--  call : 
-- trace_lines.lua:22
-- [:00000009] <TRACE :00000008-1> 
--  request
-- [:00000009] <TRACE :00000008-1> 
--  sleep : 
-- [:00000009] <TRACE :00000008-1> 
--  resume
-- [:00000009] <TRACE :00000008-1> 
--  response
-- [:00000009] <TRACE :00000008-1> 
--  end
-- [:00000008] <TRACE :00000008-1> 
--  resume
-- [:00000008] <TRACE tag> 
--  own line
-- [:00000009] Turn trace log false for lua
-- [:00000008] <TRACE given> 
--  tracecall begin
-- [:00000008] <TRACE given> 
--  tracecall end
-- Output:
-- untraced	nil
-- child	nil
-- traced	:00000008-1
-- child	:00000008-1
-- fork	nil
-- child	nil
-- own	:00000008-2
-- own	false
-- child	false
-- child	false
-- answer	0
