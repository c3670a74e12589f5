-- skynet.coroutine: coroutines whose functions block in skynet. In luaws plain
-- coroutines do that too; this adds what the module tells about them.
local host = require "luaws.tasks"

local plain = coroutine
local M = { running = plain.running, isyieldable = plain.isyieldable, yield = plain.yield }

-- By coroutine of this module: the thread of the task that resumed it last, or
-- true before that.
local callers = setmetatable({}, { __mode = "k" })

-- parked tells whether co has blocked, and its task waits with it.
local function parked(co)
	local status = plain.status(co)
	return (status == "running" or status == "normal") and callers[co] ~= host.thread()
end

function M.create(f)
	local co = plain.create(f)
	callers[co] = true
	return co
end

function M.resume(co, ...)
	if not callers[co] then
		if plain.status(co) == "dead" then
			return plain.resume(co, ...)
		end
		return false, "cannot resume none skynet coroutine"
	elseif parked(co) then
		return false, "cannot resume a skynet coroutine suspend by skynet framework"
	end
	if plain.status(co) == "suspended" then
		callers[co] = host.thread()
	end
	return plain.resume(co, ...)
end

function M.status(co)
	if callers[co] and parked(co) then
		return "blocked"
	end
	return plain.status(co)
end

-- thread returns the thread of the task that co runs in, and whether co is it.
function M.thread(co)
	co = co or plain.running()
	local caller = callers[co]
	if caller == nil then
		return co, true
	end
	return caller ~= true and caller or nil, false
end

local function results(ok, ...)
	if not ok then
		error((...), 0)
	end
	return ...
end

function M.wrap(f)
	local co = M.create(f)
	return function(...)
		return results(M.resume(co, ...))
	end
end

function M.close(co)
	callers[co] = nil
	return plain.close(co)
end

return M
