-- snax: methods called by req and post, unique services, hotfix, exit.
-- skynet: ran on 28e80870
local skynet = require "skynet"
local snax = require "skynet.snax"

skynet.start(function()
	local a = snax.newservice("counter", 10, "one", "two")
	print(tostring(a):gsub(":%x+", ":X"), a.type, math.type(a.handle))
	print(a.req.get("extra", nil))
	a.post.add(5)
	a.post.add(0.5)
	print(a.req.get())
	print(a.req.slow(1))
	print((pcall(a.req.fails)), a.req.get())
	a.post.fails()
	print("missing", (pcall(function() return a.req.nothing end)), (pcall(function() return a.post.get end)))
	print("bind", snax.bind(a.handle, "counter") == a, (pcall(snax.bind, a.handle, "other")))

	local u = snax.uniqueservice("counter", 100)
	print("unique", snax.uniqueservice("counter", 200) == u, snax.queryservice("counter") == u, u.req.get())
	local g = snax.globalservice("counter", 1000)
	print("global", g ~= u, snax.queryglobal("counter") == g, g.req.get())

	print("hotfix", snax.hotfix(a, [[
		local n
		local hidden
		function accept.add(by) n = n - by end
		function response.slow() return "patched", hidden, n, SERVICE_NAME end
		function hotfix(...) n = n + 1 return n, ... end
	]], "args"))
	a.post.add(10)
	print(a.req.get())
	print(a.req.slow())
	print("bad patch", (pcall(snax.hotfix, a, "function response.unknown() end")), (pcall(snax.hotfix, a, "x x")))

	local profile = snax.profile_info(a)
	print("profile", profile.add.count, profile.get.count, math.type(profile.slow.time))
	snax.kill(a, "killed")
	print("gone", (pcall(a.req.get)))
	g.post.leave()
	skynet.sleep(1)
	print("gone", (pcall(g.req.get)))
	print("unknown", (pcall(snax.newservice, "nowhere")))
end)
-- Output:
-- init	one	counter	part
-- [counter:X]	counter	integer
-- 10	extra	nil
-- 15.5
-- local	true	[counter:X]	1
-- false	15.5
-- missing	false	false
-- bind	true	false
-- init	nil	counter	part
-- unique	true	true	100
-- init	nil	counter	part
-- global	true	true	1000
-- hotfix	16.5	args
-- 6.5
-- patched	local	6.5	counter
-- bad patch	false	false
-- profile	3	4	float
-- exit	killed
-- gone	false
-- exit	by itself
-- gone	false
-- unknown	false
