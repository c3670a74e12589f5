-- Who waits for one value and gets a branch is told so; a value in the way of a branch is an error that names it.
-- skynet: fails the second wait at once, and says "call failed" for all of this
local skynet = require "skynet"
local datacenter = require "skynet.datacenter"

skynet.start(function()
	skynet.fork(function() print("leaf", datacenter.wait("w", "x", 1)) end)
	skynet.fork(function() print("branch", (pcall(datacenter.wait, "w", "x"))) end)
	skynet.sleep(1)
	datacenter.set("w", "x", 1, "value")
	skynet.sleep(1)
	datacenter.set("n", 5)
	print((pcall(datacenter.set, "n", "below", 1)), datacenter.get "n")
	print((pcall(datacenter.set, "n")), datacenter.get "n")
	print((pcall(datacenter.set)))
	print((pcall(datacenter.get, "n", "below")))
	print "done"
end)
-- Output:
-- branch	false
-- leaf	value
-- false	5
-- false	5
-- false
-- false
-- done

-- Log:
-- datacenter.set: 'n' holds a number, not a branch
-- datacenter.set: a key and a value are needed
