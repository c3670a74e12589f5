-- What the scenarios begin with: a websocket that waits for its client for as long as it takes.

local ok, websocket = pcall(require, "nginx.websocket.server") -- Debian's name
if not ok then
	websocket = require "resty.websocket.server"
end

local forever = 0x7fffffff -- ms

return function()
	local ws, err = websocket:new{timeout = forever, max_payload_len = 65535}
	if not ws then
		ngx.log(ngx.ERR, err)
		return ngx.exit(400)
	end
	return ws
end
