-- Reads messages until the client closes.

return function(ws, on_message)
	while true do
		local msg, kind = ws:recv_frame()
		if kind == "text" or kind == "binary" then
			on_message(msg, kind)
		elseif kind == "ping" then
			ws:send_pong(msg)
		elseif not msg or kind == "close" then
			ws:send_close()
			return
		end
	end
end
