-- How messages travel between a client and its agent: as JSON objects, one in
-- each websocket message.
--
--	luaws run examples/skynet-gate/config

local cjson = require "cjson.safe"

local wire = { encode = cjson.encode }

-- decode returns an object, or nil and what is wrong.
function wire.decode(text)
	local object, problem = cjson.decode(text)
	if type(object) ~= "table" then
		return nil, problem or "not an object"
	end
	return object
end

return wire
