-- What the CPU-heavy handlers do with a message: JSON in, 1000 updates of a table (250 of
-- them with one of a record, too), string.format, JSON out. The same on all servers, but
-- for the JSON: that is what the server brings (cjson), or else our json.lua.

local ok, json = pcall(require, "cjson")
if not ok then
	json = require "json"
end

local format, concat = string.format, table.concat

return function(state, msg)
	local request = json.decode(msg)
	local scores, hits, step = state.scores, state.hits, request.step
	local sum = 0
	for i = 1, 1000 do
		local k = i % 64 + 1
		local score = (scores[k] or 0) + step * i
		scores[k] = score
		sum = (sum + score) % 1000003
		if i % 4 == 0 then
			local hit = hits[k]
			if not hit then
				hit = {count = 0, last = 0}
				hits[k] = hit
			end
			hit.count = hit.count + 1
			hit.last = score
		end
	end
	local lines = {}
	for i, item in ipairs(request.items) do
		lines[i] = format("%s:%05d:%.2f:%x", item.name, item.count, item.price * item.count, sum)
	end
	return json.encode{
		id = request.id,
		user = request.user,
		sum = sum,
		report = concat(lines, ";"),
		top = {scores[1], scores[2], scores[3], scores[4]},
		hit = hits[1],
	}
end
