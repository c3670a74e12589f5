-- snax.hotfix(methods, source, ...) replaces methods of a running snax service by
-- those that source defines, and calls its hotfix(...) if there is one. A local
-- without a value in source stands for the service's variable of that name, and
-- so do the globals.
local interface = require "snax.interface"

-- What a patch is loaded with; it stands for the globals of the service.
local placeholder = {}
for name, value in pairs(_ENV) do
	placeholder[name] = value
end

local function upvalues(f)
	local i = 0
	return function()
		i = i + 1
		local name, value = debug.getupvalue(f, i)
		if name then
			return i, name, value
		end
	end
end

local function globalsOf(f)
	for _, name, value in upvalues(f) do
		if name == "_ENV" then
			return value
		end
	end
end

-- collect finds the variables that f uses, and the functions in them use.
local function collect(f, variables, globals)
	for i, name, value in upvalues(f) do
		local id = debug.upvalueid(f, i)
		local known = variables[name]
		if not known then
			variables[name] = { f = f, index = i, id = id }
			if type(value) == "function" and globalsOf(value) == globals then
				collect(value, variables, globals)
			end
		elseif known.id ~= id then
			error(string.format("ambiguity local value %s", name), 0)
		end
	end
end

-- bind makes the variables of f that have no value of their own those of the service.
local function bind(f, variables, bound)
	bound[f] = true
	for i, name, value in upvalues(f) do
		if value == nil or value == placeholder then
			local variable = variables[name]
			if variable then
				debug.upvaluejoin(f, i, variable.f, variable.index)
			end
		elseif type(value) == "function" and not bound[value] then
			bind(value, variables, bound)
		end
	end
end

local function methodOf(methods, kind, name)
	for _, method in pairs(methods) do
		if method[2] == kind and method[3] == name then
			return method
		end
	end
	error(string.format("Patch mismatch %s.%s", kind, name), 0)
end

local function apply(methods, source, ...)
	local patch = interface("patch", placeholder, function(_, _, G)
		return assert(load(source, "=patch", "bt", G))
	end)
	local variables = {}
	for _, method in pairs(methods) do
		if method[4] then
			collect(method[4], variables, globalsOf(method[4]))
		end
	end
	variables._ENV = variables._ENV or { f = collect, index = 1 }
	for _, new in pairs(patch) do
		if new[4] then
			local old = methodOf(methods, new[2], new[3])
			bind(new[4], variables, {})
			old[4] = new[4]
		end
	end
	local hotfix = methodOf(patch, "system", "hotfix")[4]
	if hotfix then
		return hotfix(...)
	end
end

return function(methods, source, ...) return pcall(apply, methods, source, ...) end
