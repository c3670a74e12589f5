-- Under load, with services that exit, are killed and fail: each call ends once, with its own answer or an error.
-- skynet: not run; a call that a killed service was working on is never answered there
local skynet = require "skynet"
require "skynet.manager"

if ... == "worker" then
	local others = {}
	local later = {}
	local commands = {}
	function commands.echo(...) skynet.retpack(...) end
	function commands.sleeps(...) skynet.sleep(math.random(0, 3)) skynet.retpack(...) end
	function commands.later(...) table.insert(later, { skynet.response(), ... }) end
	function commands.fails() error "as asked" end
	function commands.asks(other, ...) skynet.retpack(skynet.call(other, "lua", "sleeps", ...)) end
	function commands.others(list) others = list end
	function commands.exit() skynet.exit() end
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, command, ...) commands[command](...) end)
		skynet.fork(function()
			while true do
				skynet.sleep(2)
				local now = later
				later = {}
				for _, l in ipairs(now) do
					l[1](true, table.unpack(l, 2))
				end
			end
		end)
	end)
	return
end

local WORKERS, TASKS, CALLS, DEATHS = 10, 40, 100, 60

skynet.start(function()
	local workers = {}
	for i = 1, WORKERS do
		workers[i] = skynet.newservice(SERVICE_NAME, "worker")
	end
	local kinds = { "echo", "sleeps", "later", "fails", "asks" }
	local answered, failed, wrong, running = 0, 0, 0, TASKS
	for task = 1, TASKS do
		skynet.fork(function()
			for n = 1, CALLS do
				local kind, worker = kinds[math.random(#kinds)], workers[math.random(WORKERS)]
				local result
				if kind == "asks" then
					result = table.pack(pcall(skynet.call, worker, "lua", kind, workers[math.random(WORKERS)], task, n))
				else
					result = table.pack(pcall(skynet.call, worker, "lua", kind, task, n))
				end
				if not result[1] then
					failed = failed + 1
				elseif kind ~= "fails" and result[2] == task and result[3] == n and result.n == 3 then
					answered = answered + 1
				else
					wrong = wrong + 1
				end
			end
			running = running - 1
		end)
	end
	for death = 1, DEATHS do
		skynet.sleep(math.random(0, 2))
		local i = math.random(WORKERS)
		if death % 2 == 0 then
			skynet.kill(workers[i])
		else
			skynet.send(workers[i], "lua", "exit")
		end
		workers[i] = skynet.newservice(SERVICE_NAME, "worker")
	end
	while running > 0 do
		skynet.sleep(10)
	end
	print("all calls ended", answered + failed == TASKS * CALLS, "wrong", wrong)
	print("most answered", answered > TASKS * CALLS / 2, "some failed", failed > 0)
	for i = 1, WORKERS do
		skynet.kill(workers[i])
	end
end)
-- Output:
-- all calls ended	true	wrong	0
-- most answered	true	some failed	true
