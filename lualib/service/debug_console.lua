-- debug_console [address] port: answers commands about the running services to
-- whoever connects (telnet, nc, or HTTP: GET /list). "help" tells the commands.
local skynet = require "skynet"
local socket = require "skynet.socket"
require "skynet.manager"

local words = table.pack(...)
local address = words.n > 1 and words[1] or "127.0.0.1"
local port = tonumber(words[words.n])
local TIMEOUT = 300 -- centiseconds, for services that don't answer

-- addressOf reads ".name", ":0000000c" or the digits of an address.
local function addressOf(text)
	if text == nil then
		error("an address is needed: :0000000c, c or .name", 0)
	elseif text:sub(1, 1) == "." then
		return skynet.localname(text) or error(text .. " is not a valid name", 0)
	elseif text:sub(1, 1) == ":" then
		text = text:sub(2)
	end
	return tonumber(text, 16) or error(text .. " is no address", 0)
end

local function timeout(text)
	local ticks = text and tonumber(text) or TIMEOUT
	return ticks > 0 and ticks or nil
end

local function launcher(...) return skynet.call(".launcher", "lua", ...) end

-- debug sends a service a command of the protocol "debug".
local function debug(target, ...) return skynet.call(addressOf(target), "debug", ...) end

local function flag(text) return text == "on" or text == "true" end

local function launched(make, ...)
	local ok, result = pcall(make, ...)
	if not ok then
		error(result, 0)
	elseif not result then
		return "Exit"
	end
	return { [skynet.address(result)] = table.concat({ ... }, " ") }
end

local commands, help = {}, {}

-- command adds one: what it is called, what help says, and what it does. A string
-- or table that it returns is shown.
local function command(name, text, f)
	commands[name], help[name] = f, text
end

command("help", "This help message", function() return help end)

command("list", "List all the service", function() return launcher "LIST" end)
command("stat", "stat [timeout] : what each service has done", function(ticks) return launcher("STAT", timeout(ticks)) end)
command("mem", "mem [timeout] : memory of each service", function(ticks) return launcher("MEM", timeout(ticks)) end)
command("gc", "gc [timeout] : collect garbage in each service", function(ticks) return launcher("GC", timeout(ticks)) end)
command("service", "List unique service", function() return skynet.call("SERVICE", "lua", "LIST") end)
command("netstat", "What each socket has read and written", function()
	local list = socket.netstat()
	for _, s in ipairs(list) do
		s.address = skynet.address(s.address)
	end
	return list
end)

command("ws", "What has happened to websockets", function() return require "websocket.server".stats() end)

command("start", "start name ... : launch a service", function(...) return launched(skynet.newservice, ...) end)
command("log", "the same as start", function(...) return launched(skynet.newservice, ...) end)
command("snax", "snax name ... : launch a snax service", function(...)
	return launched(function(...) return require "skynet.snax".newservice(...).handle end, ...)
end)
command("clearcache", "Read files of code again", function() require "skynet.codecache".clear() end)

command("info", "info address ... : what a service tells of itself", function(target, ...) return debug(target, "INFO", ...) end)
command("exit", "exit address : have a service exit", function(target) skynet.send(addressOf(target), "debug", "EXIT") end)
command("kill", "kill address : end a service", function(target) return launcher("KILL", addressOf(target)) end)
command("ping", "ping address : how long an answer takes, in centiseconds", function(target)
	local start = skynet.now()
	debug(target, "PING")
	return tostring(skynet.now() - start)
end)
command("task", "task address : what its tasks wait for", function(target) return debug(target, "TASK") end)
command("uniqtask", "uniqtask address : the same, equal ones together", function(target) return debug(target, "UNIQTASK") end)
command("killtask", "killtask address thread : end a task that task has shown", function(target, thread) return debug(target, "KILLTASK", thread) end)
command("dbgcmd", "dbgcmd address command ... : any debug command", function(target, ...) return debug(target, ...) end)
command("trace", "trace address [proto] [on|off] : log what it handles", function(target, proto, switch)
	if switch == nil and (proto == "on" or proto == "off") then
		debug(target, "TRACELOG", flag(proto))
	else
		debug(target, "TRACELOG", proto, switch and flag(switch))
	end
end)
command("inject", "inject address file.lua ... : run a file in a service", function(target, file, ...)
	local f = io.open(file or "", "rb")
	if not f then
		error("Can't open " .. tostring(file), 0)
	end
	local source = f:read "a"
	f:close()
	local ok, output = debug(target, "RUN", source, file, ...)
	if ok == false then
		error(output, 0)
	end
	return output
end)

command("getenv", "getenv name : a key of the config", function(name) return { [name] = tostring(skynet.getenv(name)) } end)
command("setenv", "setenv name value : a new key", function(name, value) skynet.setenv(name, value) end)
command("abort", "End the process", function() skynet.abort() end)

-- call takes Lua values, which may have spaces in them.
help.call = "call address values : a lua message, as in call c \"get\", {1}"

local function call(line)
	local target, values = line:match "^%s*call%s+(%S+)%s+(.+)$"
	if not target then
		error("need arguments", 0)
	end
	local f = load("return " .. values, "=values", "t", {}) or error("Invalid arguments", 0)
	return table.pack(skynet.call(addressOf(target), "lua", f()))
end

local function sorted(t)
	local keys = {}
	for key in pairs(t) do
		table.insert(keys, key)
	end
	table.sort(keys, function(a, b)
		if math.type(a) and math.type(b) then
			return a < b
		end
		return tostring(a) < tostring(b)
	end)
	local i = 0
	return function()
		i = i + 1
		return keys[i], t[keys[i]]
	end
end

-- show writes each value of a table on a line of its own.
local function show(print, result)
	if type(result) ~= "table" then
		print(result)
		return
	end
	for key, value in sorted(result) do
		if type(value) == "table" then
			local fields = {}
			for name, field in sorted(value) do
				table.insert(fields, string.format("%s:%s", tostring(name), tostring(field)))
			end
			value = table.concat(fields, "\t")
		end
		print(key, value)
	end
end

local function run(print, line)
	local args = {}
	for word in line:gmatch "%S+" do
		table.insert(args, word)
	end
	if not args[1] then
		return
	end
	local ok, result
	if args[1] == "call" then
		ok, result = pcall(call, line)
	elseif commands[args[1]] then
		ok, result = pcall(commands[args[1]], table.unpack(args, 2))
	else
		ok, result = false, "Invalid command, type help for command list"
	end
	if result ~= nil then
		show(print, result)
	end
	print(ok and "<CMD OK>" or "<CMD Error>")
end

-- request runs what a browser asks for: GET /task/c, or the body of a POST.
local function request(print, id, line)
	local read = require "http.sockethelper".readfunc(id, line .. "\n")
	local code, url, method, _, body = require "http.httpd".read_request(read, 8192)
	if code ~= 200 then
		print(string.format("HTTP %s", tostring(code)))
	elseif method == "POST" then
		run(print, body)
	else
		run(print, (url:sub(2):gsub("/", " ")))
	end
end

local function serve(id)
	local function print(...)
		local texts = table.pack(...)
		for i = 1, texts.n do
			texts[i] = tostring(texts[i])
		end
		socket.write(id, table.concat(texts, "\t") .. "\n")
	end
	print "Welcome to skynet console"
	while true do
		local line = socket.readline(id, "\n")
		if not line then
			break
		elseif line:find "^GET " or line:find "^POST " then
			request(print, id, line)
			break
		end
		run(print, line)
	end
end

skynet.start(function()
	local listener, host, number = socket.listen(address, port)
	skynet.error(string.format("Start debug console at %s:%d", host, number))
	socket.start(listener, function(id, from)
		skynet.error(from, "connected")
		socket.start(id)
		local ok, err = pcall(serve, id)
		if not ok then
			skynet.error(id, err)
		end
		skynet.error(from, "disconnect")
		socket.close(id)
	end)
end)
