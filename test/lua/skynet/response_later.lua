-- response answers from any task, once; false gives the caller an error; "TEST" says that the caller is there.
-- skynet: ran on f19d1605
local skynet = require "skynet"

if ... == "child" then
	local kept = {}
	local how = {}
	function how.keep() kept[#kept + 1] = skynet.response() end
	function how.own_pack() kept[#kept + 1] = skynet.response(function(v) return skynet.pack("packed by us", v) end) end
	function how.answer(...)
		local r = table.remove(kept, 1)
		local test = r "TEST"
		local first = r(...)
		local second = pcall(r, true, "again")
		skynet.ret(skynet.pack(test, first, second))
	end
	skynet.start(function() skynet.dispatch("lua", function(_, _, name, ...) how[name](...) end) end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	skynet.fork(function() print("one gets", skynet.call(child, "lua", "keep")) end)
	skynet.yield()
	print("it says", skynet.call(child, "lua", "answer", true, 1, nil, "three"))
	skynet.sleep(1)
	skynet.fork(function() print("two gets", (pcall(skynet.call, child, "lua", "keep"))) end)
	skynet.yield()
	print("it says", skynet.call(child, "lua", "answer", false))
	skynet.sleep(1)
	skynet.fork(function() print("three gets", skynet.call(child, "lua", "own_pack")) end)
	skynet.yield()
	print("it says", skynet.call(child, "lua", "answer", true, "v"))
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- one gets	1	nil	three
-- it says	true	true	false
-- two gets	false
-- it says	true	true	false
-- three gets	packed by us	v
-- it says	true	true	false
-- done
