-- httpd.read_request: what a request is made of, read in pieces of any size.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local httpd = require "http.httpd"

-- a read function over a text: read() gives up to size bytes, read(n) gives n
local function reader(text, size)
	return function(n)
		if n == nil then
			n = math.min(size, #text)
			if n == 0 then
				error "closed"
			end
		elseif n > #text then
			error "closed"
		end
		local piece = text:sub(1, n)
		text = text:sub(n + 1)
		return piece
	end
end

local function show(name, text, limit)
	local seen
	for _, size in ipairs { 1, 2, 3, 7, 64, #text } do
		local code, url, method, header, body = httpd.read_request(reader(text, size), limit)
		local out = tostring(code)
		if code == 200 then
			local fields = {}
			for k, v in pairs(header) do
				fields[#fields + 1] = k .. "=" .. (type(v) == "table" and table.concat(v, "|") or v)
			end
			table.sort(fields)
			out = string.format("200 %s <%s> {%s} [%s]", method, url, table.concat(fields, ","), body)
		elseif code == nil then
			out = "nil, " .. type(url)
		end
		if seen and seen ~= out then
			print("differs at", size, out)
		end
		seen = out
	end
	print(name, seen)
end

skynet.start(function()
	show("plain", "GET / HTTP/1.1\r\nHost: a\r\nX-Y: z\r\n\r\n")
	show("no fields", "GET /a?b=c HTTP/1.0\r\n\r\n")
	show("spaces", "get  /a b  HTTP/1.1\r\nA:b\r\nC:  d\r\n\r\n")
	show("again", "GET / HTTP/1.1\r\na: 1\r\nA: 2\r\nb: x\r\na: 3\r\n\r\n")
	show("tab", "GET / HTTP/1.1\r\na: 1\r\n\tb\r\nc: d\r\n\r\n")
	show("body", "POST /p HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")
	show("length 0", "POST /p HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
	show("limit", "POST /p HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", 5)
	show("over", "POST /p HTTP/1.1\r\nContent-Length: 6\r\n\r\nhello!", 5)
	show("cut", "POST /p HTTP/1.1\r\nContent-Length: 6\r\n\r\nhello")
	show("chunked", "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n")
	show("empty", "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
	show("trailer", "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n1\r\nx\r\n0\r\nE: f\r\na: c\r\n\r\n")
	show("c. limit", "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 5)
	show("c. over", "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n", 5)
	show("c. bad", "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n")
	show("c. no end", "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n")
	show("c. cut", "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab")
	show("identity", "POST /p HTTP/1.1\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nab")
	show("gzip", "POST /p HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n")
	show("2.0", "GET / HTTP/2.0\r\n\r\n")
	show("0.9", "GET / HTTP/0.9\r\n\r\n")
	show("no version", "GET /\r\n\r\n")
	show("no url", "GET HTTP/1.1\r\n\r\n")
	show("digits", "G3T / HTTP/1.1\r\n\r\n")
	show("nothing", "\r\n\r\n")
	show("no colon", "GET / HTTP/1.1\r\nabc\r\n\r\n")
	show("tab first", "GET / HTTP/1.1\r\n\tabc: d\r\n\r\n")
	show("cut head", "GET / HTTP/1.1\r\nabc: d\r\n")
	show("no end", "GET / HTTP/1.1\r\nA: " .. string.rep("x", 9000))
	local long = "GET / HTTP/1.1\r\nA: " .. string.rep("x", 9000) .. "\r\n\r\n"
	print("long", (httpd.read_request(reader(long, 64))), (httpd.read_request(reader(long, #long))))
	print(httpd.read_request(function() error({}) end) == nil)
	print((httpd.read_request(nil)))
	skynet.exit()
end)
-- Output:
-- plain	200 GET </> {host=a,x-y=z} []
-- no fields	200 GET </a?b=c> {} []
-- spaces	200 get </a b> {a=b,c=d} []
-- again	200 GET </> {a=1|2|3,b=x} []
-- tab	200 GET </> {a=1b,c=d} []
-- body	200 POST </p> {content-length=5} [hello]
-- length 0	200 POST </p> {content-length=0} []
-- limit	200 POST </p> {content-length=5} [hello]
-- over	413
-- cut	nil, string
-- chunked	200 POST </p> {transfer-encoding=chunked} [abc0123456789]
-- empty	200 POST </p> {transfer-encoding=chunked} []
-- trailer	200 POST </p> {a=b|c,e=f,transfer-encoding=chunked} [x]
-- c. limit	200 POST </p> {transfer-encoding=chunked} [abcde]
-- c. over	413
-- c. bad	413
-- c. no end	413
-- c. cut	nil, string
-- identity	200 POST </p> {content-length=2,transfer-encoding=identity} [ab]
-- gzip	501
-- 2.0	505
-- 0.9	505
-- no version	nil, string
-- no url	nil, string
-- digits	nil, string
-- nothing	nil, string
-- no colon	400
-- tab first	400
-- cut head	nil, string
-- no end	413
-- long	413	200
-- true
-- nil
