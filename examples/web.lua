-- A web server: pages, a form, a body that is made as it is sent. Each client is
-- served by a task of its own, one request after the other, as long as it likes.
--
--	luaws run examples/web.lua

local skynet = require "skynet"
local socket = require "skynet.socket"
local httpd = require "http.httpd"
local sockethelper = require "http.sockethelper"
local urllib = require "http.url"

local port = tonumber((...)) or 8001

local pages = {}

pages["/"] = function()
	return 200, "hello\n", { ["content-type"] = "text/plain" }
end

pages["/greet"] = function(query, body)
	local form = urllib.parse_query(body ~= "" and body or query)
	return 200, string.format("hello %s\n", form.name or "nobody")
end

pages["/count"] = function(query)
	local n = math.min(tonumber(urllib.parse_query(query).to) or 3, 1000)
	local i = 0
	return 200, function() -- until it gives nil
		i = i + 1
		return i <= n and i .. "\n" or nil
	end
end

local function serve(id)
	local read, write = sockethelper.readfunc(id), sockethelper.writefunc(id)
	repeat
		local code, url, method, header, body = httpd.read_request(read, 8192) -- the longest body
		if not code then -- url is the error, socket_error when the client has gone
			return url
		end
		local content, fields
		if code == 200 then
			local path, query = urllib.parse(url)
			local page = pages[path] or function() return 404, "no such page\n" end
			code, content, fields = page(query, body)
			skynet.error(method, url, code)
		end
		local ok = httpd.write_response(write, code, content, fields)
	until not ok or not header or header.connection == "close"
end

skynet.start(function()
	socket.start(socket.listen("127.0.0.1", port), function(id)
		socket.start(id)
		serve(id)
		socket.close(id)
	end)
end)
