-- setenv makes a key that getenv reads, as a string; a key that isn't set gives nil.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	print("unset", skynet.getenv("case_unset"), select("#", skynet.getenv("case_unset")))
	print("set", select("#", skynet.setenv("case_text", "two words ")))
	print("[" .. skynet.getenv("case_text") .. "]")
	skynet.setenv("case_empty", "")
	print("[" .. skynet.getenv("case_empty") .. "]")
	skynet.setenv("case_int", 42)
	print(type(skynet.getenv("case_int")), skynet.getenv("case_int"))
	skynet.setenv("case_float", 42.0)
	print(type(skynet.getenv("case_float")), skynet.getenv("case_float"))
	print("done")
end)
-- Output:
-- unset	nil	1
-- set	0
-- [two words ]
-- []
-- string	42
-- string	42.0
-- done
