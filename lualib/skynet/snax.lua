-- skynet.snax: services whose methods are called as obj.req.name(...) and
-- obj.post.name(...).
local skynet = require "skynet"
local interface = require "snax.interface"

local snax = {}

-- What the file of a service is loaded with where only its methods' ids are wanted.
local globals
do
	local name = skynet.getenv "snax_interface_g"
	globals = name and require(name) or { require = function() end }
end

skynet.register_protocol {
	name = "snax",
	id = skynet.PTYPE_SNAX,
	pack = skynet.pack,
	unpack = skynet.unpack,
}

local interfaces = {} -- by name

-- interface(name) is a table of the ids of a service's methods.
function snax.interface(name)
	local known = interfaces[name]
	if not known then
		known = { name = name, accept = {}, response = {}, system = {} }
		for _, method in ipairs((interface(name, globals))) do
			known[method[2]][method[3]] = method[1]
		end
		interfaces[name] = known
	end
	return known
end

-- methods makes obj.post and obj.req.
local function methods(handle, type, group, verb, send)
	return setmetatable({}, {
		__index = function(_, name)
			local id = type[group][name]
			if not id then
				error(string.format("%s %s:%s no exist", verb, type.name, tostring(name)), 2)
			end
			return function(...) return send(handle, "snax", id, ...) end
		end,
	})
end

local send, call = skynet.send, skynet.call
local function post(...) send(...) end

local meta = {
	__tostring = function(object) return string.format("[%s:%x]", object.type, object.handle) end,
}

local objects = setmetatable({}, { __mode = "v" }) -- by handle

function snax.bind(handle, type)
	local object = objects[handle]
	if object then
		assert(object.type == type, "snax.bind: the service is of another type")
		return object
	end
	local known = snax.interface(type)
	object = setmetatable({
		post = methods(handle, known, "accept", "post", post),
		req = methods(handle, known, "response", "request", call),
		type = type,
		handle = handle,
	}, meta)
	objects[handle] = object
	return object
end

-- rawnewservice returns the address only.
function snax.rawnewservice(name, ...)
	local known = snax.interface(name)
	local handle = skynet.newservice("snaxd", name)
	assert(objects[handle] == nil)
	if known.system.init then
		call(handle, "snax", known.system.init, ...)
	end
	return handle
end

function snax.newservice(name, ...) return snax.bind(snax.rawnewservice(name, ...), name) end

-- manager asks .service, which knows the services of which there is one.
local function manager(command, name, ...)
	local handle, err = call(".service", "lua", command, "snaxd", name, ...)
	if not handle then
		error(err, 0)
	end
	return snax.bind(handle, name)
end

function snax.uniqueservice(name, ...) return manager("LAUNCH", name, ...) end
function snax.globalservice(name, ...) return manager("GLAUNCH", name, ...) end
function snax.queryservice(name) return manager("QUERY", name) end
function snax.queryglobal(name) return manager("GQUERY", name) end

function snax.kill(object, ...) call(object.handle, "snax", snax.interface(object.type).system.exit, ...) end

function snax.self() return snax.bind(skynet.self(), SERVICE_NAME) end

function snax.exit(...) snax.kill(snax.self(), ...) end

function snax.hotfix(object, source, ...)
	local result = table.pack(call(object.handle, "snax", snax.interface(object.type).system.hotfix, source, ...))
	if not result[1] then
		error(result[2], 0)
	end
	return table.unpack(result, 2, result.n)
end

function snax.printf(format, ...) skynet.error(string.format(format, ...)) end

-- profile_info is how often each method was called, and its time in seconds.
function snax.profile_info(object) return call(object.handle, "snax", snax.interface(object.type).system.profile) end

return snax
