-- No function of skynet's fails in Go, whatever it is given.
-- skynet: not run; its C functions crash
local skynet = require "skynet"

local modules = {}
for _, name in ipairs { "skynet", "skynet.core", "skynet.coroutine", "skynet.profile", "skynet.debug", "skynet.queue" } do
	local m = require(name)
	modules[#modules + 1] = type(m) == "table" and m or { m }
end

local ends = {}
for name in ("exit abort kill killthread start init_service forward_type filter callback memlimit newservice uniqueservice queryservice launch monitor register name command addresscommand intcommand"):gmatch "%S+" do
	ends[name] = true
end

local functions = {}
for _, m in ipairs(modules) do
	local names = {}
	for name, f in pairs(m) do
		if type(f) == "function" and not ends[name] then names[#names + 1] = name end
	end
	table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
	for _, name in ipairs(names) do functions[#functions + 1] = m[name] end
end

local values = {
	function() return nil end, function() return math.random(-1, 300) end, function() return 1e300 end,
	function() return 0 / 0 end, function() return math.mininteger end, function() return 2.5 end,
	function() return "lua" end, function() return "debug" end, function() return "error" end, function() return "" end,
	function() return ":8" end, function() return ".none" end, function() return "GLOBAL" end, function() return "TEST" end,
	function() return {} end, function() return { 8, "lua", 1 } end, function() return print end,
	function() return function(...) return ... end end, function() return coroutine.create(print) end,
	function() return coroutine.running() end, function() return true end, function() return false end,
	function() return (skynet.pack(1, { 2 })) end, function() return skynet.request() end, function() return io.stdout end,
	function() return setmetatable({}, { __index = error, __pairs = error, __call = error, __tostring = error }) end,
}

print = function() end
math.randomseed(4711)

skynet.start(function()
	skynet.dispatch("lua", function(session, _, ...)
		if session > 0 then skynet.retpack(...) end
	end)
	local failed = {}
	for i = 1, 5000 do
		skynet.fork(function()
			local f = functions[math.random(#functions)]
			local args, n = {}, math.random(0, 5)
			for j = 1, n do args[j] = values[math.random(#values)]() end
			local got = table.pack(pcall(f, table.unpack(args, 1, n)))
			for j = 2, got.n do
				if type(got[j]) == "function" then pcall(got[j], args[1], args[2]) end
			end
			local text = not got[1] and type(got[2]) == "string" and got[2] or ""
			if text:find "runtime error" or text:find "interface conversion" or text:find "luahost" then
				failed[#failed + 1] = text
			end
		end)
		if i % 50 == 0 then skynet.yield() end
	end
	skynet.sleep(100)
	io.write(#functions > 80 and "all" or #functions, " ", #failed, " ", failed[1] or "", "\n")
	skynet.exit()
end)
-- Output:
-- all 0 
