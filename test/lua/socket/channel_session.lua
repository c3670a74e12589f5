-- A channel in session mode: responses come in any order, with parts; auth, backups.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"
local socketchannel = require "skynet.socketchannel"

-- Requests are "session command\n"; responses "session kind data\n".
local function serve(id)
	socket.start(id)
	while true do
		local line = socket.readline(id)
		if not line then break end
		local session, cmd, rest = line:match "^(%d+) (%S+) ?(.*)$"
		if cmd == "echo" then
			socket.write(id, session .. " + " .. rest .. "\n")
		elseif cmd == "late" then
			skynet.fork(function()
				skynet.sleep(tonumber(rest))
				socket.write(id, session .. " + late " .. rest .. "\n")
			end)
		elseif cmd == "parts" then
			socket.write(id, session .. " * a\n" .. session .. " * b\n" .. session .. " + c\n")
		elseif cmd == "bad" then
			socket.write(id, session .. " - " .. rest .. "\n")
		elseif cmd == "stray" then
			socket.write(id, "999 + stray\n" .. session .. " + ok\n")
		else
			break
		end
	end
	socket.close(id)
end

local function response(so)
	local line = so:readline()
	local session, kind, data = line:match "^(%d+) (.) (.*)$"
	return tonumber(session), kind ~= "-", data, kind == "*"
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
	local closed, _, closed_port = socket.listen("127.0.0.1", 0)
	socket.close(closed)

	local auths = 0
	local c = socketchannel.channel {
		host = "127.0.0.1", port = closed_port, response = response,
		backup = { { host = "127.0.0.1", port = closed_port }, { host = "127.0.0.1", port = port } },
		auth = function(ch)
			auths = auths + 1
			print("auth", auths, show(ch:request("1 echo auth\n", 1)))
		end,
	}
	local last = 1
	local function ask(cmd)
		last = last + 1
		return c:request(last .. " " .. cmd .. "\n", last)
	end
	print("echo", show(ask "echo one"))
	print("parts", show(ask "parts"))
	print("error", show(pcall(ask, "bad reason")))
	print("stray", show(ask "stray"))
	local done = 0
	for _, n in ipairs { 30, 10, 20 } do
		skynet.fork(function()
			print("order", show(ask("late " .. n)))
			done = done + 1
		end)
	end
	while done < 3 do skynet.sleep(1) end
	print("hang up", show(pcall(ask, "hangup")))
	print("again", show(ask "echo two"), connections)
	local waiting = 0
	for i = 1, 3 do
		skynet.fork(function()
			waiting = waiting + 1
			print("lost", show(pcall(ask, "late 100")))
			waiting = waiting - 1
		end)
	end
	skynet.sleep(2)
	c:changehost("127.0.0.1", port)
	while waiting > 0 do skynet.sleep(1) end
	print("changed", show(ask "echo three"), connections)
	c:close()

	local strict = socketchannel.channel { host = "127.0.0.1", port = port, response = response, auth = function() error("not you", 0) end }
	print("auth fails", show(pcall(strict.connect, strict, true)))
	print("auth fails", show(pcall(strict.request, strict, "1 echo x\n", 1)))
	local nobody = socketchannel.channel { host = "127.0.0.1", port = closed_port, response = response }
	print("nobody", show(pcall(nobody.connect, nobody, true)))
	local n = 0
	for i = 1, 3 do
		skynet.fork(function()
			print("nobody", i, show(pcall(nobody.request, nobody, "x", 1)))
			n = n + 1
		end)
	end
	while n < 3 do skynet.sleep(1) end
	nobody:changebackup { "127.0.0.1" }
	nobody:changehost("127.0.0.1", port)
	print("somebody", show(nobody:request("5 echo hi\n", 5)))
	nobody:close()
	print("done")
	skynet.exit()
end)
-- Output:
-- auth	1	auth
-- echo	one
-- parts	{a,b,c}
-- error	false reason
-- stray	ok
-- order	late 10
-- order	late 20
-- order	late 30
-- hang up	false [Error: socket]
-- auth	2	auth
-- again	two	2
-- lost	false [Error: socket]
-- lost	false [Error: socket]
-- lost	false [Error: socket]
-- auth	3	auth
-- changed	three	3
-- auth fails	false [Error: socket]
-- auth fails	false [Error: socket]
-- nobody	false [Error: socket]
-- nobody	1	false [Error: socket]
-- nobody	2	false [Error: socket]
-- nobody	3	false [Error: socket]
-- somebody	hi
-- done
-- Log:
-- socket: connect to backup host 127.0.0.1
-- socket: unknown session : 999
-- socket: auth failed not you
-- Connect failed no more backup host 127.0.0.1
-- Connect failed Connection refused 127.0.0.1
