-- httpd.write_response: statuses, fields, bodies of each kind.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local httpd = require "http.httpd"

local function show(...)
	local out = {}
	local ok, err = httpd.write_response(function(text) out[#out + 1] = text end, ...)
	print(ok, type(err), (table.concat(out):gsub("\r", "\\r"):gsub("\n", "\\n")))
end

local function pieces(...)
	local list, i = { ... }, 0
	return function()
		i = i + 1
		return list[i]
	end
end

skynet.start(function()
	show(200)
	show(404, "no")
	show(200, "")
	show(200, "x", { a = "b" })
	show(200, "x", { a = { "b", 1 } })
	show(200, "x", { n = 12 })
	show(299, "x")
	show(204)
	show(304, nil, { etag = "x" })
	show(200, nil, { ["content-length"] = 7 })
	show(200, pieces("abc", "", "0123456789abcdef"))
	show(200, pieces())
	show(200, pieces("x"), { a = "b" })
	show(7, "x")
	show("x", "x")
	show(200, function() error "no body" end)
	print(#select(2, pcall(error, "x")), httpd.write_response(nil, 200, "x") == false)
	local err = {}
	print(select(2, httpd.write_response(function() error(err) end, 200, "x")) == err)
	skynet.exit()
end)
-- Output:
-- true	nil	HTTP/1.1 200 OK\r\n\r\n
-- true	nil	HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno
-- true	nil	HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n
-- true	nil	HTTP/1.1 200 OK\r\na: b\r\ncontent-length: 1\r\n\r\nx
-- true	nil	HTTP/1.1 200 OK\r\na: b\r\na: 1\r\ncontent-length: 1\r\n\r\nx
-- true	nil	HTTP/1.1 200 OK\r\nn: 12\r\ncontent-length: 1\r\n\r\nx
-- true	nil	HTTP/1.1 299 \r\ncontent-length: 1\r\n\r\nx
-- true	nil	HTTP/1.1 204 No Content\r\n\r\n
-- true	nil	HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n
-- true	nil	HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n
-- true	nil	HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n
-- true	nil	HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n
-- true	nil	HTTP/1.1 200 OK\r\na: b\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n
-- true	nil	HTTP/1.1 007 \r\ncontent-length: 1\r\n\r\nx
-- false	string	
-- false	string	HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n
-- 1	true
-- true
