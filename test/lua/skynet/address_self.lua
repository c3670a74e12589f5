-- A service's address: an integer; skynet.address writes one as text.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local me = skynet.self()
	print(math.type(me), me > 0, me == skynet.self())
	print(skynet.address(me) == string.format(":%08x", me))
	print(skynet.address(12), skynet.address(0xabcdef01), skynet.address(255.0))
	print(skynet.address(".name"), skynet.address(":0000000c"))
	print("a fraction", (pcall(skynet.address, 1.5)))
	skynet.fork(function()
		print("in a fork", skynet.self() == me)
		print("done")
	end)
end)
-- Output:
-- integer	true	true
-- true
-- :0000000c	:abcdef01	:000000ff
-- .name	:0000000c
-- a fraction	false
-- in a fork	true
-- done
