-- skynet.dns against a name server of the case's own.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local socket = require "skynet.socket"
local dns = require "skynet.dns"

local function name_of(msg)
	local labels, pos, label = {}, 13, nil
	while msg:byte(pos) ~= 0 do
		label, pos = string.unpack("s1", msg, pos)
		labels[#labels + 1] = label
	end
	return table.concat(labels, "."), msg:sub(13, pos), pos + 1
end

-- record is an answer to the name asked for, by a pointer to it.
local function record(kind, ttl, data) return string.pack(">I2I2I2I4s2", 0xc00c, kind, 1, ttl, data) end

local queries = 0
local function serve(server, msg, from)
	queries = queries + 1
	local name, packed, pos = name_of(msg)
	local kind = string.unpack(">I2", msg, pos)
	local id = string.unpack(">I2", msg)
	print("asked", name, kind)
	local records = {}
	if name == "one.test" and kind == 1 then
		records = { record(1, 60, "\1\2\3\4"), record(1, 60, "\5\6\7\8") }
	elseif name == "one.test" and kind == 28 then
		records = { record(28, 60, "\32\1\13\184" .. ("\0"):rep(11) .. "\1") }
	elseif name == "alias.test" then
		records = { record(5, 60, "\3one\4test\0"), string.pack(">s1s1BI2I2I4s2", "one", "test", 0, 1, 1, 60, "\9\9\9\9") }
	elseif name == "brief.test" then
		records = { record(1, 0, "\7\7\7\7") }
	end
	socket.sendto(server, from, string.pack(">I2I2I2I2I2I2", id, 0x8180, 1, #records, 0, 0)
		.. packed .. string.pack(">I2I2", kind, 1) .. table.concat(records))
end

skynet.start(function()
	local server
	server = socket.udp(function(msg, from) serve(server, msg, from) end, "127.0.0.1", 18753)
	dns.DEFAULT_HOSTS = nil
	dns.server("127.0.0.1", 18753)
	local function show(...)
		local ip, all = dns.resolve(...)
		if type(all) == "table" then all = "{" .. table.concat(all, ",") .. "}" end
		print(ip, all)
	end
	show("one.test")
	show("ONE.test")
	show("one.test", true)
	show("alias.test")
	show("brief.test")
	print("cached", queries)
	show("one.test")
	print("cached", queries)
	dns.flush()
	show("one.test")
	print("flushed", queries)
	print("no answer", (pcall(show, "none.test")))
	show("1.2.3.4")
	show("1.2.3.4", true)
	show("::1", true)
	show("::1")
	show("bad name")
	show(("x"):rep(64) .. ".test")
	local done = 0
	for i = 1, 3 do skynet.fork(function() show("one.test", i == 2) done = done + 1 end) end
	while done < 3 do skynet.sleep(1) end
	print("done")
	skynet.exit()
end)
-- Output:
-- asked	one.test	1
-- 1.2.3.4	{1.2.3.4,5.6.7.8}
-- 1.2.3.4	{1.2.3.4,5.6.7.8}
-- asked	one.test	28
-- 2001:db8:0:0:0:0:0:1	{2001:db8:0:0:0:0:0:1}
-- asked	alias.test	1
-- 9.9.9.9	{9.9.9.9}
-- asked	brief.test	1
-- 7.7.7.7	{7.7.7.7}
-- cached	4
-- 1.2.3.4	{1.2.3.4,5.6.7.8}
-- cached	4
-- asked	one.test	1
-- 1.2.3.4	{1.2.3.4,5.6.7.8}
-- flushed	5
-- asked	none.test	1
-- no answer	false
-- 1.2.3.4	nil
-- 1.2.3.4	nil
-- ::1	nil
-- ::1	nil
-- nil	illegal name
-- nil	illegal name
-- 1.2.3.4	{1.2.3.4,5.6.7.8}
-- 1.2.3.4	{1.2.3.4,5.6.7.8}
-- asked	one.test	28
-- 2001:db8:0:0:0:0:0:1	{2001:db8:0:0:0:0:0:1}
-- done
