-- A key that is set can't be set again, not even to the same value.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.setenv("case_key", "first")
	local ok, err = pcall(skynet.setenv, "case_key", "second")
	print(ok, string.match(err, "Can't setenv exist key : .*"))
	print((pcall(skynet.setenv, "case_key", "first")))
	print(skynet.getenv("case_key"))
	print("done")
end)
-- Output:
-- false	Can't setenv exist key : case_key
-- false
-- first
-- done
