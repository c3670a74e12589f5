-- What can't be packed is refused in the caller, and nothing is sent: functions, threads, tables too deep.
-- skynet: ran on f19d1605
local skynet = require "skynet"

if ... == "child" then
	local got = 0
	skynet.start(function()
		skynet.dispatch("lua", function() got = got + 1 skynet.ret(skynet.pack(got)) end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	print("function", (pcall(skynet.call, child, "lua", print)))
	print("thread", (pcall(skynet.call, child, "lua", coroutine.create(print))))
	print("in a table", (pcall(skynet.send, child, "lua", { { print } })))
	print("as a key", (pcall(skynet.send, child, "lua", { [print] = 1 })))
	local deep = {}
	for _ = 1, 40 do deep = { deep } end
	print("too deep", (pcall(skynet.send, child, "lua", deep)))
	local loop = {}
	loop.loop = loop
	print("loop", (pcall(skynet.send, child, "lua", loop)))
	print("got", skynet.call(child, "lua"))
	deep = {}
	for _ = 1, 25 do deep = { deep } end
	print("deep enough", (pcall(skynet.call, child, "lua", deep)))
	print("got", skynet.call(child, "lua"))
end)
-- Output:
-- function	false
-- thread	false
-- in a table	false
-- as a key	false
-- too deep	false
-- loop	false
-- got	1
-- deep enough	true
-- got	3
