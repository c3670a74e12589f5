-- DATACENTER: a tree of values that all services see (skynet.datacenter).
local skynet = require "skynet"

local tree = {}

-- Who waits for a value: nodes are { [key] = node, [WAITING] = { response, ... } }.
local WAITING = {}
local waits = {}

local function query(...)
	local node
	for i = 1, select("#", ...) do
		local key = select(i, ...)
		if i == 1 then
			node = tree
		end
		if node == nil or key == nil then
			break
		end
		node = node[key]
	end
	if node == tree then
		return nil
	end
	return node
end

local function answer(node, ...)
	local responses = node[WAITING] or {}
	node[WAITING] = nil
	for _, response in ipairs(responses) do
		response(...)
	end
end

-- update(key, ..., value) returns what was there before.
local function update(...)
	local path = table.pack(...)
	if path.n < 2 then
		error "datacenter.set: a key and a value are needed"
	end
	local value, last = path[path.n], path.n - 1
	local node, wait = tree, waits
	for i = 1, last - 1 do
		if node[path[i]] == nil then
			node[path[i]] = {}
		end
		node, wait = node[path[i]], wait and wait[path[i]]
		if type(node) ~= "table" then
			error(string.format("datacenter.set: '%s' holds a %s, not a branch", tostring(path[i]), type(node)))
		end
		if wait then
			answer(wait, false) -- who waits for one value can't get a branch
		end
	end
	local old = node[path[last]]
	node[path[last]] = value
	wait = wait and wait[path[last]]
	if wait and old == nil and value ~= nil then
		answer(wait, true, value)
	end
	if old ~= nil or value == nil then
		return old
	end
end

local function waitFor(...)
	local wait = waits
	for i = 1, select("#", ...) do
		local key = select(i, ...)
		wait[key] = wait[key] or {}
		wait = wait[key]
	end
	wait[WAITING] = wait[WAITING] or {}
	table.insert(wait[WAITING], skynet.response())
end

skynet.dispatch("lua", function(_, _, command, ...)
	if command == "QUERY" then
		skynet.ret(skynet.pack(query(...)))
	elseif command == "UPDATE" then
		skynet.ret(skynet.pack(update(...)))
	elseif command == "WAIT" then
		local value = query(...)
		if value == nil then
			waitFor(...)
		else
			skynet.ret(skynet.pack(value))
		end
	else
		error("datacenter: unknown command " .. tostring(command))
	end
end)

skynet.start(function() end)
