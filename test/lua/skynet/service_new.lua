-- skynet.service makes a service of a function, once for each name; the function's arguments keep their types.
-- skynet: ran on 28e80870
local skynet = require "skynet"
local service = require "skynet.service"
require "skynet.manager"

skynet.start(function()
	local found = {}
	for i = 1, 2 do
		skynet.fork(function() found[i] = service.query "counter" end)
	end
	local a = service.new("counter", function(...)
		local skynet = require "skynet"
		local step, names = ...
		print("made", math.type(step), #names, SERVICE_NAME)
		local n = 0
		skynet.start(function()
			print("starts")
			skynet.dispatch("lua", function(_, _, by)
				n = n + by * step
				skynet.ret(skynet.pack(n))
			end)
		end)
	end, 2, { "x", "y" })
	print(skynet.call(a, "lua", 3), skynet.call(a, "lua", 0.5))
	skynet.sleep(1)
	print("queries", found[1] == a, found[2] == a)
	print(service.new("counter", function() local skynet = require "skynet" print "never" end) == a, service.query "counter" == a)
	print(service.close "counter", service.close "counter", service.close "unknown")
	skynet.sleep(1)
	print((pcall(skynet.call, a, "lua", 1)))
	local b = service.new("counter", function() local skynet = require "skynet" skynet.dispatch("lua", function() skynet.retpack "new" end) end)
	print(a ~= b, skynet.call(b, "lua"))
	local n = 0
	print((pcall(service.new, "captures", function() print(n) end)))
end)
-- Output:
-- made	integer	2	service_cell
-- starts
-- 6	7.0
-- queries	true	true
-- true	true
-- true	false	false
-- false
-- true	new
-- false
