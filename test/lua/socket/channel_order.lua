-- A channel in order mode: responses in the order of the requests, in parts, and errors.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"
local socketchannel = require "skynet.socketchannel"

-- serve answers lines: "echo X" with X, "parts N" with N lines and a last one,
-- "bad" with an error line, "hang up" not at all.
local function serve(id)
	socket.start(id)
	while true do
		local line = socket.readline(id, "\r\n")
		if not line then break end
		local cmd, rest = line:match "^(%S+) ?(.*)$"
		if cmd == "echo" then
			socket.write(id, "+" .. rest .. "\r\n")
		elseif cmd == "slow" then
			skynet.sleep(3)
			socket.write(id, "+" .. rest .. "\r\n")
		elseif cmd == "parts" then
			for i = 1, tonumber(rest) do socket.write(id, "*" .. i .. "\r\n") end
			socket.write(id, "+end\r\n")
		elseif cmd == "bad" then
			socket.write(id, "-" .. rest .. "\r\n")
		else
			break
		end
	end
	socket.close(id)
end

local function response(so)
	local line = so:readline "\r\n"
	local kind, data = line:sub(1, 1), line:sub(2)
	if kind == "*" then return true, data, true end
	return kind == "+", data
end

local function show(...)
	local t = table.pack(...)
	for i = 1, t.n do
		local v = t[i]
		if type(v) == "table" and v ~= socketchannel.error then v = "{" .. table.concat(v, ",") .. "}" end
		t[i] = tostring(v):gsub("^[^ ]*socketchannel.lua:%d+: ", "")
	end
	return table.concat(t, " ")
end

skynet.start(function()
	local listener, _, port = socket.listen("127.0.0.1", 0)
	local connections = 0
	socket.start(listener, function(id) connections = connections + 1 serve(id) end)
	local c = socketchannel.channel { host = "127.0.0.1", port = port, nodelay = true }
	local function ask(cmd, padding) return c:request(cmd .. "\r\n", response, padding) end
	print("first", show(ask "echo one"))
	print("parts", show(ask "parts 3"))
	print("error", show(pcall(ask, "bad reason")))
	print("goes on", show(ask "echo two"))
	print("no response", show(c:request("echo unasked\r\n")))
	print("response", show(c:response(response)))
	print("padding", show(c:request("echo ", response, { "pad", "ded", "\r\n" })))
	local done = 0
	for i = 1, 5 do
		skynet.fork(function()
			print("task", i, show(ask((i % 2 == 0 and "slow " or "echo ") .. i)))
			done = done + 1
		end)
	end
	while done < 5 do skynet.sleep(1) end
	print("connections", connections)
	print("hang up", show(pcall(ask, "hang up")))
	print("again", show(ask "echo three"), connections)
	print("reader fails", show(pcall(c.request, c, "echo four\r\n", function(so) so:readline "\r\n" error("no good", 0) end)))
	print("again", show(ask "echo five"), connections)
	skynet.fork(function() skynet.sleep(2) c:close() end)
	print("closed meanwhile", show(pcall(ask, "slow six")))
	print("after close", show(pcall(ask, "echo seven")))
	print("connect", show(c:connect(true)))
	print("after connect", show(ask "echo eight"), connections)
	print("tostring", tostring(socketchannel.error))
	c:close()
	print("closed")
	skynet.exit()
end)
-- Output:
-- first	one
-- parts	{1,2,3,end}
-- error	false reason
-- goes on	two
-- no response	
-- response	unasked
-- padding	padded
-- task	1	1
-- task	2	2
-- task	3	3
-- task	4	4
-- task	5	5
-- connections	1
-- hang up	false [Error: socket]
-- again	three	2
-- reader fails	false no good
-- again	five	3
-- closed meanwhile	false [Error: socket]
-- after close	false assertion failed!
-- connect	true
-- after connect	eight	4
-- tostring	[Error: socket]
-- closed
