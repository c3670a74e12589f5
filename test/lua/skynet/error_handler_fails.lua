-- A handler of errors that fails, or doesn't answer, is not sent another error.
-- skynet: ran on 28e80870, which gives 9 and goes on: each failure is sent as an error
local skynet = require "skynet"

skynet.start(function()
	local calls = 0
	skynet.dispatch("error", function()
		calls = calls + 1
		if calls < 9 then
			error "failed itself"
		end
	end)
	skynet.redirect(skynet.self(), skynet.self(), "error", 77, "", 0)
	skynet.sleep(10)
	print(calls)
end)
-- Output:
-- 1
-- Log:
-- failed itself
