-- client.crypt is skynet.crypt; client.socket says what is wrong.
-- skynet: source: lualib-src/lua-clientsocket.c
local skynet = require "skynet"

local crypt = require "client.crypt"
local socket = require "client.socket"

skynet.start(function()
	print(crypt.hexencode "abc", crypt.base64encode "abc", crypt.hashkey == require "skynet.crypt".hashkey)
	for _, name in ipairs { "connect", "recv", "send", "shutdown", "close", "usleep", "readstdin" } do
		io.write(name, " ", type(socket[name]), " ")
	end
	print()
	print(select("#", socket.readstdin()), select("#", socket.usleep(1000)))
	local ok, err = pcall(socket.connect, "127.0.0.1", 1)
	print(ok, err:match "Connect 127.0.0.1 1 failed")
	print(pcall(socket.recv, 7))
	print(pcall(socket.send, 7, "x"))
	print(pcall(socket.close, 7))
	skynet.exit()
end)
-- Output:
-- 616263	YWJj	true
-- connect function recv function send function shutdown function close function usleep function readstdin function 
-- 0	0
-- false	Connect 127.0.0.1 1 failed
-- false	socket error: there is no socket 7
-- false	socket error: there is no socket 7
-- true
