-- What httpd.read_request refuses although skynet lets it pass.
-- skynet: differs: it takes most of these for requests (see http's doc.go)
local skynet = require "skynet"
local httpd = require "http.httpd"

local function show(name, text, limit)
	local function read(n)
		n = n or #text
		if n > #text or n == 0 then
			error "closed"
		end
		local piece = text:sub(1, n)
		text = text:sub(n + 1)
		return piece
	end
	local code, url, _, header, body = httpd.read_request(read, limit)
	print(name, code, code == 200 and body or code == nil and url or "")
	return header
end

local get = "GET / HTTP/1.1\r\n"
local post = "POST / HTTP/1.1\r\n"

skynet.start(function()
	show("space in a name", get .. "a b: c\r\n\r\n")
	show("space before the colon", get .. "a : c\r\n\r\n")
	show("empty name", get .. ": c\r\n\r\n")
	show("bare line end", get .. "a: b\nc: d\r\n\r\n")
	show("bare return", get .. "a: b\rc\r\n\r\n")
	show("NUL", get .. "a: b\0c\r\n\r\n")
	show("NUL in the URL", "GET /\0 HTTP/1.1\r\n\r\n")
	show("length of letters", post .. "Content-Length: five\r\n\r\nhello")
	show("length below zero", post .. "Content-Length: -1\r\n\r\nhello")
	show("length in hex", post .. "Content-Length: 0x5\r\n\r\nhello")
	show("two lengths", post .. "Content-Length: 5\r\nContent-Length: 4\r\n\r\nhello")
	show("the same length twice", post .. "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello")
	show("length without end", post .. "Content-Length: 9999999999\r\n\r\nhello")
	show("chunk below zero", post .. "Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n")
	show("chunk with a sign", post .. "Transfer-Encoding: chunked\r\n\r\n+1\r\nx\r\n0\r\n\r\n")
	show("chunk without end", post .. "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx\r\n0\r\n\r\n")
	show("chunk of 1 GB", post .. "Transfer-Encoding: chunked\r\n\r\n40000000\r\nx\r\n0\r\n\r\n")
	show("chunk without size", post .. "Transfer-Encoding: chunked\r\n\r\n\r\nx\r\n0\r\n\r\n")
	show("bad trailer", post .. "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nabc\r\n\r\n")
	show("two codings", post .. "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n")
	show("a long head", get .. string.rep("a: " .. string.rep("b", 1000) .. "\r\n", 70) .. "\r\n")
	-- and what it takes
	show("capitals", post .. "Transfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
	show("extension", post .. "Transfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n")
	print("[" .. show("white space", get .. "a: \t b \t \r\n\r\n").a .. "]")
	-- a read function that isn't one
	print(httpd.read_request(function() return 5 end))
	print(httpd.read_request(function() return nil end))
	print(httpd.read_request(function(n) return n and "x" or post .. "Content-Length: 5\r\n\r\n" end))
	print(httpd.read_request(function() return "" end, "x") == nil)
	skynet.exit()
end)
-- Output:
-- space in a name	400	
-- space before the colon	400	
-- empty name	400	
-- bare line end	400	
-- bare return	400	
-- NUL	400	
-- NUL in the URL	nil	http: malformed request line
-- length of letters	400	
-- length below zero	400	
-- length in hex	400	
-- two lengths	400	
-- the same length twice	200	hello
-- length without end	413	
-- chunk below zero	413	
-- chunk with a sign	413	
-- chunk without end	413	
-- chunk of 1 GB	413	
-- chunk without size	413	
-- bad trailer	413	
-- two codings	501	
-- a long head	413	
-- capitals	200	x
-- extension	200	x
-- white space	200	
-- [b]
-- nil	http: the read function gave a number, not a string
-- nil	http: the read function gave a nil, not a string
-- nil	http: the read function gave 1 bytes of 5
-- true
