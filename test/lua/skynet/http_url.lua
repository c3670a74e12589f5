-- http.url: paths and queries are taken apart and decoded.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local url = require "http.url"

local function show(q)
	local t = url.parse_query(q)
	local names = {}
	for k in pairs(t) do
		names[#names + 1] = k
	end
	table.sort(names)
	for i, k in ipairs(names) do
		local v = t[k]
		names[i] = string.format("[%s]=[%s]", k, type(v) == "table" and table.concat(v, "|") or v)
	end
	print(q, #names, table.concat(names, " "))
end

skynet.start(function()
	for _, u in ipairs { "/", "", "/a/b?x=1&y=2", "/a%20b+c?q=%41+b", "/?", "/??x", "/%E4%BD%A0?a", "/x%", "/x%4", "http://h/p?k=v#f" } do
		print(u, url.parse(u))
	end
	show "a=1&b=2"
	show "a=1&a=2&a=3"
	show "a=&b=x"
	show "=v"
	show "a"
	show "a&b=1"
	show "a=1&&b=2"
	show "k%3D=v%26w&n=x+y"
	show "a=b=c"
	show ""
	print(pcall(url.parse, "/%zz") == false, pcall(url.parse_query, "a=%g1") == false)
	skynet.exit()
end)
-- Output:
-- /	/	
-- 		
-- /a/b?x=1&y=2	/a/b	x=1&y=2
-- /a%20b+c?q=%41+b	/a b c	q=%41+b
-- /?	/	
-- /??x	/	?x
-- /%E4%BD%A0?a	/你	a
-- /x%	/x%	
-- /x%4	/x%4	
-- http://h/p?k=v#f	http://h/p	k=v#f
-- a=1&b=2	2	[a]=[1] [b]=[2]
-- a=1&a=2&a=3	1	[a]=[1|2|3]
-- a=&b=x	2	[a]=[] [b]=[x]
-- =v	1	[]=[v]
-- a	0	
-- a&b=1	1	[a&b]=[1]
-- a=1&&b=2	2	[&b]=[2] [a]=[1]
-- k%3D=v%26w&n=x+y	2	[k=]=[v&w] [n]=[x y]
-- a=b=c	1	[a]=[b=c]
-- 	0	
-- true	true
