-- Blocking inside pcall: results and errors come out as if it hadn't blocked.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		print(pcall(function(...)
			skynet.sleep(1)
			return "slept", nil, ...
		end, 1, nil))
		print(pcall(function()
			skynet.sleep(1)
			error("text", 0)
		end))
		local err = {}
		local ok, got = pcall(function()
			skynet.sleep(1)
			error(err)
		end)
		print(ok, got == err)
		print(pcall(skynet.sleep, 1))
		print("done")
	end)
	skynet.fork(function()
		print("the other task runs meanwhile")
	end)
end)
-- Output:
-- the other task runs meanwhile
-- true	slept	nil	1	nil
-- false	text
-- false	true
-- true
-- done
