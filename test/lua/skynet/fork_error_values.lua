-- An uncaught error may be any value: it is logged by tostring.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function() error("with position") end)
	skynet.fork(function() error("without position", 0) end)
	skynet.fork(function() error({ code = 1 }) end)
	skynet.fork(function() error(42) end)
	skynet.fork(function() error(setmetatable({}, { __tostring = function() return "my own text" end })) end)
	skynet.sleep(1)
	print("done")
end)
-- Log:
-- fork_error_values.lua:6: with position
-- stack traceback:
-- without position
-- stack traceback:
-- table: 0x
-- stack traceback:
-- 42
-- stack traceback:
-- my own text
-- stack traceback:
-- Output:
-- done
