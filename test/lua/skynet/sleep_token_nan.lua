-- A token that equals nothing could never be woken.
-- skynet: not run; the error there is that of the table that it keeps tokens in
local skynet = require "skynet"
skynet.start(function()
	print((select(2, pcall(skynet.sleep, 1, 0 / 0)):gsub("^.-: ", "")))
	print((select(2, pcall(skynet.wait, 0 / 0)):gsub("^.-: ", "")))
	print(skynet.wakeup(0 / 0), skynet.task())
	skynet.exit()
end)
-- Output:
-- token is NaN
-- token is NaN
-- nil	0
