-- A service may call skynet.start more than once, as some of several files do.
-- skynet: differs; f19d1605 has the second one run only if a function given to init blocks
local skynet = require "skynet"
local mode = ...

if mode == "fails" then
	skynet.start(function() print "first of two" end)
	skynet.start(function() error "second fails" end)
elseif mode == "later" then
	skynet.start(function()
		print("started", skynet.self() ~= 0)
		skynet.start(function() print "started again" end)
		skynet.dispatch("lua", function(_, _, ...) skynet.retpack("answer", ...) end)
	end)
else
	skynet.init(function()
		print "init"
		skynet.sleep(1)
		print "init, later"
	end)
	skynet.start(function()
		print "one"
		skynet.sleep(1)
		print "one, later"
	end)
	skynet.start(function()
		print "two"
		skynet.sleep(5)
		local s = skynet.newservice(SERVICE_NAME, "later")
		print(skynet.call(s, "lua", 1))
		pcall(skynet.newservice, SERVICE_NAME, "fails")
		skynet.sleep(1)
		skynet.send(s, "lua")
		skynet.exit()
	end)
	print "main chunk"
end
-- Output:
-- main chunk
-- init
-- init, later
-- one
-- two
-- one, later
-- started	true
-- started again
-- answer	1
-- first of two
-- Log:
-- init service failed: skynet/start_twice.lua:8: second fails
