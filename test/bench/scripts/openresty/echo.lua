-- Sends each message back.

local ws = require "open"()

require "serve"(ws, function(msg, kind)
	if kind == "binary" then
		ws:send_binary(msg)
	else
		ws:send_text(msg)
	end
end)
