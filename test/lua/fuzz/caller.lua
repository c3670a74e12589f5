-- A service that calls every function of every module with arguments of all
-- kinds, in any order, on objects that live and that are closed. See fuzz_test.go.
local skynet = require "skynet"
local number, seed, rounds, forever = ...
seed, rounds = math.tointeger(seed) + math.tointeger(number), math.tointeger(rounds)
math.randomseed(seed, 54)

local modules = {
	"skynet", "skynet.core", "skynet.manager", "skynet.socket", "skynet.socketdriver", "socketdriver",
	"skynet.socketchannel", "skynet.dns", "skynet.queue", "skynet.coroutine", "skynet.service", "skynet.snax",
	"skynet.crypt", "skynet.netpack", "skynet.memory", "skynet.codecache", "skynet.cluster.core", "skynet.mysqlaux.c", "skynet.profile", "skynet.debug",
	"skynet.multicast", "skynet.datacenter", "skynet.harbor", "skynet.mqueue",
	"http.websocket", "http.httpd", "http.httpc", "http.sockethelper", "http.internal", "http.url",
	"http.tlshelper", "websocket.server", "client.socket", "client.crypt", "cjson", "cjson.safe",
	"crypt", "md5", "lfs", "bit32", "class", "skynet.inject",
	"snax.gateserver", "snax.interface", "snax.loginserver", "snax.msgserver", "luaws.services", "luaws.tasks",
}
local libraries = { "string", "table", "math", "utf8", "coroutine" }

-- What ends the test, or changes files.
local never = {
	["skynet.abort"] = true, ["skynet.core.command"] = true, ["skynet.core.intcommand"] = true,
	["skynet.core.addresscommand"] = true, ["skynet.kill"] = true, ["skynet.manager.abort"] = true,
	["skynet.manager.kill"] = true, ["skynet.mqueue.init"] = true, ["coroutine.close"] = true,
	["lfs.chdir"] = true, ["lfs.mkdir"] = true, ["lfs.rmdir"] = true, ["lfs.link"] = true, ["lfs.symlink"] = true,
	["lfs.touch"] = true, ["lfs.lock"] = true, ["lfs.unlock"] = true, ["lfs.lock_dir"] = true, ["lfs.setmode"] = true,
	["skynet.start"] = true, ["skynet.forward_type"] = true, ["skynet.filter"] = true, ["skynet.dispatch"] = true,
	["skynet.register_protocol"] = true, ["skynet.exit"] = true, ["skynet.core.callback"] = true,
	["skynet.debug.reg_debugcmd"] = true, ["skynet.init_service"] = true, ["snax.gateserver.start"] = true,
	["skynet.killthread"] = true, ["skynet.monitor"] = true, ["snax.loginserver"] = true, ["snax.msgserver.start"] = true,
}
-- Those which may end the service, in the last rounds.
local last = { ["skynet.exit"] = true, ["skynet.killthread"] = true }
local ending = {}
for name in pairs(last) do ending[skynet[name:match "[^.]*$"]] = true end

local functions, seen = {}, {}
for name in pairs(never) do
	local module, field = name:match "^(.*)%.([^.]*)$"
	local ok, m = pcall(require, module)
	local f = ok and m[field]
	if f and not last[name] then seen[f] = true end
end
local function collect(name, t, depth)
	local names = {}
	for k in pairs(t) do
		if type(k) == "string" then names[#names + 1] = k end
	end
	table.sort(names)
	for _, k in ipairs(names) do
		local v, full = t[k], name .. "." .. k
		local meta = type(v) == "table" and getmetatable(v)
		if type(v) == "function" or type(meta) == "table" and meta.__call then
			if not seen[v] then
				seen[v] = true
				functions[#functions + 1] = { full, v }
			end
		elseif type(v) == "table" and depth < 2 then
			collect(full, v, depth + 1)
		end
	end
end
for _, name in ipairs(modules) do
	local ok, m = pcall(require, name)
	if ok and type(m) == "table" then
		collect(name, m, 0)
	elseif ok and type(m) == "function" and not never[name] then
		functions[#functions + 1] = { name, m }
	elseif not ok and not tostring(m):find "not found" then
		print("require " .. name .. ": " .. tostring(m))
	end
end
for _, name in ipairs(libraries) do
	collect(name, _G[name], 0)
end

local pool = {} -- what functions returned
local function keep(v)
	if type(v) ~= "nil" then pool[math.random(400)] = v end
end

local closing = setmetatable({}, { __close = function() skynet.yield() end, __gc = function() end })
local strange = setmetatable({}, {
	__index = function(_, k) return k end, __newindex = function() error "no" end, __len = function() return -1 end,
	__call = function(_, ...) return ... end, __tostring = function() return "strange" end,
	__pairs = function() return function(_, k) if not k then return 1, 2 end end end,
	__close = function() error "in close" end, __name = "strange",
})
local deep = {}
do
	local t = deep
	for _ = 1, 100 do t[1] = {} t = t[1] end
end
local cycle = {}
cycle[1], cycle.x = cycle, cycle

local constants = {
	0, 1, -1, 2, 7, 8, 10, 16, 100, 255, 256, 1000, 65535, 65536, 70000, 1 << 31, (1 << 31) - 1, -(1 << 31), 1 << 32, 1 << 53,
	math.maxinteger, math.mininteger, 0.0, -0.0, 0.5, 1.5, -1.5, 1e15, 2 ^ 63, -2 ^ 63, 2 ^ 64, 1e300, 1 / 0, -1 / 0, 0 / 0,
	"", "a", "0", "1", "-1", "1e400", "nan", "0x10", "x\0y", "\255\254", ":", ":1", ":00000008", ":zz", ".launcher", ".service",
	".none", "lua", "text", "client", "socket", "response", "error", "debug", "system", "snax", "GET / HTTP/1.1\r\n\r\n",
	"127.0.0.1", "127.0.0.1:1", "::1", "[::1]:1", "ws://127.0.0.1:1/", "wss://127.0.0.1:1", "http://127.0.0.1:1",
	"binary", "server", "client", "ws", "wss", "tls", "start", "TEST", "init", "mqlen", "*a", "*l", "n", "%", "%s%d", "(", "[",
	"echo", "echo 1 2", "none", "LAUNCH", "LIST", "PING", "EXIT", "k", "v", "__index", "{\"a\":[1,2,null]}", "[[[[", "\r\n",
	"AAAA", "====", string.rep("x", 100), string.rep("\0", 1000), string.rep("a", 70000), string.rep("(", 300),
	true, false, {}, { 1, 2, 3 }, { a = 1, b = { c = 2 } }, { [1.5] = 1, [true] = false }, { "1", "lua", "x" }, deep, cycle, strange, closing,
	{ host = "127.0.0.1", port = 1 }, { fd = 1, cls = {} }, { name = "x", id = 77 }, { n = 5 }, { n = math.maxinteger }, { n = -1 },
	function(...) return ... end, function() error "raised" end, function() error(nil) end, function() skynet.yield() end,
	function() skynet.sleep(1) return 1, 2 end, print and type, skynet.self(), skynet.self() - 1, skynet.self() + 1, coroutine.create(function() end),
	coroutine.wrap(function() while true do coroutine.yield(1) end end), coroutine.running(),
}
-- Sockets in all states, and addresses of services.
local live = { 1, 2, 3 }
local function keepLive(v)
	live[#live < 40 and #live + 1 or math.random(40)] = v
end
local function sockets()
	local socket = require "skynet.socket"
	local ok, id, _, port
	repeat ok, id, _, port = pcall(socket.listen, "127.0.0.1", 0) until ok -- another service may close it before it is ours
	socket.start(id, function(new)
		keepLive(new)
		if math.random(3) > 1 then
			socket.start(new)
			if math.random(2) == 1 then socket.write(new, "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc") end
		end
	end)
	keepLive(id)
	keepLive((socket.udp(function() end, "127.0.0.1", 0)))
	return function()
		if port then
			local new = socket.open("127.0.0.1", port)
			if new then
				keepLive(new)
				if math.random(2) == 1 then socket.write(new, "GET / HTTP/1.1\r\nupgrade: websocket\r\nsec-websocket-key: 1\r\n\r\n") end
			end
		end
	end
end

local function argument()
	local r = math.random(26)
	if r > 20 then
		return live[math.random(#live)]
	end
	if r <= 11 then
		return constants[math.random(#constants)]
	elseif r <= 15 then
		return pool[math.random(400)]
	elseif r == 16 then
		return math.random(0)
	elseif r == 17 then
		return math.random(0, 40)
	elseif r == 18 then
		local s = {}
		for i = 1, math.random(0, 40) do s[i] = string.char(math.random(0, 255)) end
		return table.concat(s)
	elseif r == 19 then
		local t = {}
		for _ = 1, math.random(0, 5) do
			local k = constants[math.random(#constants)]
			if k == k then t[k] = constants[math.random(#constants)] end
		end
		return t
	end
	return nil
end

local calls, errors = 0, 0
local function call(f, name)
	local n = math.random(0, 6)
	local args = {}
	for i = 1, n do args[i] = argument() end
	if name == "string.rep" then args[2] = math.random(-1, 1000) end -- ends by the limits, but slowly
	calls = calls + 1
	local got = table.pack(pcall(f, table.unpack(args, 1, n)))
	if not got[1] then
		errors = errors + 1
		tostring(got[2])
	end
	for i = 2, math.min(got.n, 6) do
		local v = got[i]
		keep(v)
		-- methods of what came back
		local meta = (type(v) == "table" or type(v) == "userdata") and getmetatable(v)
		local methods = type(meta) == "table" and meta.__index
		if type(methods) == "table" and meta ~= getmetatable(strange) and math.random(3) == 1 then
			local names = {}
			for k, m in pairs(methods) do
				if type(m) == "function" then names[#names + 1] = tostring(k) end
			end
			table.sort(names)
			for _ = 1, math.min(#names, 3) do
				local k = names[math.random(#names)]
				local m = methods[k]
				keep((select(2, pcall(m, v, argument(), argument(), argument()))))
			end
		end
	end
end

skynet.start(function()
	skynet.dispatch("lua", function(_, _, ...)
		if math.random(2) == 1 then
			skynet.retpack(...)
		elseif math.random(2) == 1 then
			keep(skynet.response())
		end
	end)
	local connect = sockets()
	skynet.fork(function()
		for round = 1, rounds do
			if round % 3 == 1 then skynet.fork(connect) end
			if round % 20 == 1 then skynet.fork(function() keepLive(skynet.newservice "echo") end) end
			for _ = 1, 20 do
				local f
				repeat
					f = functions[math.random(#functions)]
				until not ending[f[2]] or round > rounds - 2
				skynet.fork(function()
					call(f[2], f[1])
				end)
			end
			skynet.sleep(math.random(3))
		end
		print(string.format("%s: %d functions", number, #functions))
		if not forever then skynet.exit() end
	end)
end)
