-- The service that a snax file is run in.
local skynet = require "skynet"
local interface = require "snax.interface"
local profile = require "skynet.profile"
local snax = require "skynet.snax"

local name = tostring(...)
local loader = skynet.getenv "snax_loader"
local methods, pattern = interface(name, _ENV, loader and assert(dofile(loader)))

SERVICE_NAME = name
SERVICE_PATH = pattern:match "^[^?]*" .. name .. "/"
package.path = SERVICE_PATH .. "?.lua;" .. package.path

local counts = {} -- by method: { count =, time = }

local function count(method, time)
	local c = counts[method] or { count = 0, time = 0 }
	counts[method] = c
	c.count, c.time = c.count + 1, c.time + time
end

local function respond(f, ...) skynet.ret(skynet.pack(f(...))) end

local function run(method, ...)
	profile.start()
	local ok, err
	if method[2] == "accept" then
		ok, err = xpcall(method[4], debug.traceback, ...)
	else
		ok, err = xpcall(respond, debug.traceback, method[4], ...)
	end
	count(method[3], profile.stop())
	if not ok then
		error(err, 0)
	end
end

local ready = false

local system = {}

function system.init(f, ...)
	assert(not ready, "Already init")
	if f then
		f(...)
	end
	skynet.ret()
	skynet.info_func(function() return counts end)
	ready = true
end

function system.exit(f, ...)
	assert(ready, "Never init")
	if f then
		f(...)
	end
	skynet.ret()
	ready = false
	skynet.exit()
end

function system.hotfix(_, source, ...) skynet.ret(skynet.pack(require "snax.hotfix"(methods, source, ...))) end

function system.profile() skynet.ret(skynet.pack(counts)) end

local function dispatch(_, _, id, ...)
	local method = methods[id] or error(string.format("snax service '%s' has no method %s", name, tostring(id)))
	if method[2] == "system" then
		system[method[3]](method[4], ...)
	else
		assert(ready, "Init first")
		run(method, ...)
	end
end

skynet.start(function()
	skynet.dispatch("snax", dispatch)

	-- enablecluster has the methods called by "lua" messages, too.
	function snax.enablecluster() skynet.dispatch("lua", dispatch) end
end)
