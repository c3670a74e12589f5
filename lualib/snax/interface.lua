-- snax.interface(name, G, loader) loads a snax service's file with the globals G
-- and returns its methods, each as { id, group, name, function }, and the pattern
-- that led to the file. Ids are given in the order in which the file defines the
-- methods, so that both sides of a call know them.
local skynet = require "skynet"

local SYSTEM = { "init", "exit", "hotfix", "profile" }

-- load by the patterns of the config's key snax.
local function byPattern(patterns, name, G)
	local tried = {}
	for pattern in patterns:gmatch "[^;]+" do
		local chunk, err = loadfile((pattern:gsub("%?", (name:gsub("%%", "%%%%")))), "bt", G)
		if chunk then
			return chunk, pattern
		end
		table.insert(tried, err)
	end
	error(string.format("snax service '%s' not found:\n\t%s", name, table.concat(tried, "\n\t")), 0)
end

-- group collects the methods that are assigned to accept or response.
local function group(methods, kind)
	local defined = {}
	return setmetatable({}, {
		__newindex = function(_, name, f)
			if type(name) ~= "string" then
				error(string.format("%s method only support string", kind), 2)
			elseif type(f) ~= "function" then
				error(string.format("%s.%s must be function", kind, name), 2)
			elseif defined[name] then
				error(string.format("%s.%s duplicate definition", kind, name), 2)
			end
			defined[name] = true
			table.insert(methods, { #methods + 1, kind, name, f })
		end,
	})
end

return function(name, G, loader)
	for _, taken in ipairs { "init", "exit", "accept", "response" } do
		assert(G[taken] == nil, "a snax service has a meaning for the global " .. taken)
	end
	assert(getmetatable(G) == nil, "the globals of a snax service have a metatable already")
	local patterns = skynet.getenv "snax" or error("snax service '" .. name .. "': the config has no key 'snax' with patterns to find it by", 0)

	local methods, system = {}, {}
	for id, kind in ipairs(SYSTEM) do
		methods[id] = { id, "system", kind }
		system[kind] = methods[id]
	end
	local globals = {}
	local seen = setmetatable({
		accept = group(methods, "accept"),
		response = group(methods, "response"),
	}, { __index = globals })

	local chunk, pattern = (loader or byPattern)(patterns, name, G)
	setmetatable(G, {
		__index = seen,
		__newindex = function(_, key, value)
			if not system[key] then
				globals[key] = value
			elseif type(value) ~= "function" then
				error(string.format("%s must be a function", key), 2)
			else
				system[key][4] = value
			end
		end,
	})
	local ok, err = xpcall(chunk, debug.traceback)
	setmetatable(G, nil)
	if not ok then
		error(err, 0)
	end
	for key, value in pairs(globals) do
		G[key] = value
	end
	return methods, pattern
end
