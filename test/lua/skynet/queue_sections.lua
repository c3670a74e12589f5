-- skynet.queue: one after the other, though they block; recursion; errors.
-- skynet: ran on 28e80870
local skynet = require "skynet"
local queue = require "skynet.queue"

skynet.start(function()
	print(skynet.queue == queue)
	local q = queue()
	local function section(name, ti)
		print("in", name)
		skynet.sleep(ti)
		print("out", name)
		return name, ti, nil
	end
	for i = 1, 3 do
		skynet.fork(function() print("returns", q(section, i, 5)) end)
	end
	print("waits", q(section, "main", 1))
	print("recursion", q(function(...) return q(q, function(...) return ... end, ...) end, 1, nil, 3))
	local ok, err = pcall(q, error, "mine")
	print(ok, err:match "mine\nstack traceback:" ~= nil)
	local t = {}
	print(select(2, pcall(q, error, t)) == t)
	print(q(section, "after", 1))
	local p = queue()
	q(function() p(function() skynet.fork(p, print, "another") skynet.sleep(1) print "both" end) end)
	skynet.sleep(1)
	local held = skynet.fork(q, skynet.sleep, 100)
	skynet.fork(q, print, "last")
	skynet.sleep(200)
	skynet.exit()
end)
-- Output:
-- true
-- in	main
-- out	main
-- waits	main	1	nil
-- in	1
-- out	1
-- returns	1	5	nil
-- in	2
-- out	2
-- returns	2	5	nil
-- in	3
-- out	3
-- returns	3	5	nil
-- recursion	1	nil	3
-- false	true
-- true
-- in	after
-- out	after
-- after	1	nil
-- both
-- another
-- last
