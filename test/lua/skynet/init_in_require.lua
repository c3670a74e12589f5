-- A module that is required by a task runs its skynet.init functions once it has loaded; others who want it wait.
-- skynet: ran on 28e80870
local skynet = require "skynet"

skynet.start(function()
	for i = 1, 3 do
		skynet.fork(function()
			print("task", i, require("slow").name, require("slow").ready)
		end)
	end
	skynet.sleep(10)
	print("again", require "slow".loads)
	skynet.fork(function() print("fails", (pcall(require, "fails"))) end)
	skynet.fork(function() print("fails too", (pcall(require, "fails"))) end)
	skynet.sleep(10)
	print("not kept", (pcall(require, "fails")))
	print("circular", (pcall(require, "circular")))
	print("outside", (pcall(skynet.init, print)))
end)
-- Output:
-- loading slow	slow
-- loading inner	inner
-- init of inner
-- loaded slow
-- init of slow	nil
-- late init	true
-- task	1	slow	true
-- task	2	slow	true
-- task	3	slow	true
-- again	1
-- fails	false
-- fails too	false
-- not kept	false
-- circular	false
-- outside	false
