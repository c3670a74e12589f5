-- A value is a string or a number, a key too; anything else is refused and sets nothing.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	print("nil", (pcall(skynet.setenv, "case_a", nil)))
	print("boolean", (pcall(skynet.setenv, "case_a", true)))
	print("table", (pcall(skynet.setenv, "case_a", {})))
	print("function", (pcall(skynet.setenv, "case_a", print)))
	print("still unset", skynet.getenv("case_a"))
	print("no key", (pcall(skynet.setenv, nil, "x")), (pcall(skynet.getenv)))
	print("table as key", (pcall(skynet.setenv, {}, "x")), (pcall(skynet.getenv, {})))
	print("number as key", (pcall(skynet.setenv, 77, "x")), skynet.getenv(77), skynet.getenv("77"))
	print("done")
end)
-- Output:
-- nil	false
-- boolean	false
-- table	false
-- function	false
-- still unset	nil
-- no key	false	false
-- table as key	false	false
-- number as key	true	x	x
-- done
