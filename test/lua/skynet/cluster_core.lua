-- skynet.cluster.core: what the nodes of a cluster send each other.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local core = require "skynet.cluster.core"

local function hex(s)
	return (#s > 40 and s:sub(1, 16) .. #s or s):gsub("[^%w]", function(c) return ("<%02x>"):format(c:byte()) end)
end
local function show(v, sz)
	if type(v) == "userdata" then return hex(skynet.tostring(v, sz)) end
	return type(v) == "string" and hex(v) or tostring(v)
end
local function request(pack, address, session, ...)
	local p, next, parts = pack(address, session, skynet.pack(...))
	print(show(p), next, parts and #parts)
	for _, x in ipairs(parts or {}) do print("", show(x)) end
	local all = { p, table.unpack(parts or {}) }
	for i, x in ipairs(all) do
		local r = table.pack(core.unpackrequest(x:sub(3)))
		local out = {}
		for k = 1, r.n do out[k] = show(r[k], r[k + 1]) end
		print("", table.concat(out, " "))
	end
end
skynet.start(function()
	request(core.packrequest, 0x01020304, 1, "hello", 12)
	request(core.packrequest, "@name", 2147483647, true)
	request(core.packpush, 9, 77, "a push")
	request(core.packpush, "agent", 78, {})
	local long = ("x"):rep(0x8000 * 2 + 100)
	request(core.packrequest, 5, 3, long)
	request(core.packpush, "@far", 4, long)
	request(core.packrequest, 5, 3, ("x"):rep(0x8000 - 4)) -- 32768 bytes, packed

	print(show(core.packtrace "a tag"), core.unpackrequest "\4a tag")

	local function answer(session, ok, ...)
		local p = core.packresponse(session, ok, ...)
		for _, x in ipairs(type(p) == "table" and p or { p }) do
			local r = table.pack(core.unpackresponse(x:sub(3)))
			for i = 1, r.n do r[i] = show(r[i]) end
			print(show(x), table.concat(r, " "))
		end
	end
	answer(1, true, skynet.pack("fine", 1))
	answer(2, true, "as text")
	answer(3, false, "an error")
	answer(4, false, ("e"):rep(40000))
	answer(5, true, ("y"):rep(0x8000))
	answer(6, true, ("y"):rep(0x8000 + 1))

	local list = {}
	core.append(list, nil, 10)
	core.append(list, skynet.pack "abc")
	core.append(list, skynet.pack "defg")
	print(#list, list[1], hex(list[2]), hex(list[3]))
	print(core.concat(list), core.concat {}, core.concat { "a" }, core.concat { 3, "a", "b" }, core.concat { 1, "ab" }, core.concat(1))
	list[1] = 9
	local msg, sz = core.concat(list)
	print(hex(skynet.tostring(msg, sz)))
	skynet.trash(msg, sz)

	print(core.isname "@x", core.isname "x", core.isname(1), core.isname(), core.nodename() == core.nodename())
	local function bad(f, ...) print((select(2, pcall(f, ...)):gsub("^[^ ]+: ", ""))) end
	bad(core.unpackrequest, "")
	bad(core.unpackrequest, "\0abc")
	bad(core.unpackrequest, "\x80\9abcd")
	bad(core.unpackrequest, "\7")
	bad(core.packrequest, 1, 0, skynet.pack())
	bad(core.packrequest, 1, 1)
	bad(core.packrequest, {}, 1, skynet.pack())
	bad(core.packrequest, "", 1, skynet.pack())
	print(core.unpackresponse "abc", core.unpackresponse "abcd\9", core.unpackresponse "abcd\2abc")
	skynet.exit()
end)
-- Output:
-- <00><11><00><04><03><02><01><01><00><00><00><2c>hello<0a><0c>	2	nil
-- 	16909060 1 <2c>hello<0a><0c> 8
-- <00><0c><80><05><40>name<ff><ff><ff><7f><09>	1	nil
-- 	<40>name 2147483647 <09> 1
-- <00><10><00><09><00><00><00><00><00><00><00>4a<20>push	78	nil
-- 	9 0 4a<20>push 7 nil true
-- <00><0d><80><05>agent<00><00><00><00><06><00>	79	nil
-- 	agent 0 <06><00> 2 nil true
-- <00><0d><01><05><00><00><00><03><00><00><00>i<00><01><00>	4	3
-- 	<80><05><02><03><00><00><00><25>d<00><01><00>xxxx32775
-- 	<80><05><02><03><00><00><00>xxxxxxxxx32775
-- 	<00>n<03><03><00><00><00>xxxxxxxxx112
-- 	5 3 nil 65641 true false
-- 	false 3 <25>d<00><01><00>xxxxxxxxxxx32768 32768 true
-- 	false 3 xxxxxxxxxxxxxxxx32768 32768 true
-- 	false 3 xxxxxxxxxxxxxxxx105 105 false
-- <00><0e><c1><04><40>far<04><00><00><00>i<00><01><00>	5	3
-- 	<80><05><02><04><00><00><00><25>d<00><01><00>xxxx32775
-- 	<80><05><02><04><00><00><00>xxxxxxxxx32775
-- 	<00>n<03><04><00><00><00>xxxxxxxxx112
-- 	<40>far 4 nil 65641 true true
-- 	false 4 <25>d<00><01><00>xxxxxxxxxxx32768 32768 true
-- 	false 4 xxxxxxxxxxxxxxxx32768 32768 true
-- 	false 4 xxxxxxxxxxxxxxxx105 105 false
-- <80><08><00><05><00><00><00><03><00><00><00><15><fc><7f>xx32778	4	nil
-- 	5 3 <15><fc><7f>xxxxxxxxxxxxx32767 32767
-- <00><06><04>a<20>tag	a tag
-- <00><0c><01><00><00><00><01><24>fine<0a><01>	1 true <24>fine<0a><01>
-- <00><0c><02><00><00><00><01>as<20>text	2 true as<20>text
-- <00><0d><03><00><00><00><00>an<20>error	3 false an<20>error
-- <80><05><04><00><00><00><00>eeeeeeeee32775	4 false eeeeeeeeeeeeeeee32768
-- <80><05><05><00><00><00><01>yyyyyyyyy32775	5 true yyyyyyyyyyyyyyyy32768
-- <00><09><06><00><00><00><02><01><80><00><00>	6 true 32769 true
-- <80><05><06><00><00><00><03>yyyyyyyyy32775	6 true yyyyyyyyyyyyyyyy32768 true
-- <00><06><06><00><00><00><04>y	6 true y
-- 3	10	<1c>abc	<24>defg	1
-- nil	nil	nil	nil	nil
-- <1c>abc<24>defg	2
-- true	nil	nil	nil	true
-- Invalid req package. size == 0
-- Invalid cluster message (size=4)
-- Invalid cluster message (size=6)
-- Invalid req package type 7
-- Invalid request session 0
-- Invalid request message
-- name is not a string, it's a table
-- name length is invalid, must be between 1 and 255 characters: 
-- nil	nil
