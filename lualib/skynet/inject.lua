-- skynet.inject: runs code in a service, for the debug command RUN. The code
-- sees the globals, _P (by protocol, the upvalues of its handler) and a print
-- whose lines are the answer.
local skynet = require "skynet"

-- upvalues collects tables and the functions behind f that it closes over.
local function upvalues(into, f, seen)
	if seen[f] then
		return into
	end
	seen[f] = true
	for i = 1, math.huge do
		local name, value = debug.getupvalue(f, i)
		if not name then
			return into
		end
		if type(value) == "table" then
			into[name] = value
		elseif type(value) == "function" then
			upvalues(into, value, seen)
		end
	end
end

return function(source, filename, ...)
	local lines = {}
	local protocols = {}
	for _, class in pairs(skynet._proto) do
		local handler = class.dispatch
		if class.name and handler and not protocols[class.name] then
			protocols[class.name] = upvalues({}, handler, {})
		end
	end
	local env = setmetatable({
		_U = {},
		_P = protocols,
		print = function(...)
			local words = table.pack(...)
			for i = 1, words.n do
				words[i] = tostring(words[i])
			end
			lines[#lines + 1] = table.concat(words, "\t")
		end,
	}, { __index = _ENV })
	local chunk, problem = load(source, filename and "@" .. filename or "=(load)", "bt", env)
	local ok = false
	if chunk then
		ok, problem = pcall(chunk, ...)
	end
	if not ok then
		lines[#lines + 1] = tostring(problem)
	end
	return ok, table.concat(lines, "\n")
end
