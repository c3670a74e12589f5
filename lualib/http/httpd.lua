-- http.httpd: requests and their answers.

local skynet = require "skynet"
local native = require "luaws.http"
local sockethelper = require "http.sockethelper"

local PATIENCE = 30000 -- centiseconds that a read of a request may wait
local ROUND = 1000 -- between looks at those who wait

local httpd = { write_response = native.write_response }

local since = {} -- by socket: when the read began that waits
local watching = false

-- Shuts the sockets of those who wait too long; their reads fail then.
local function watch()
	repeat
		skynet.sleep(ROUND)
		local now = skynet.now()
		for fd, began in pairs(since) do
			if now - began > PATIENCE then
				since[fd] = nil
				sockethelper.shutdown(fd)
			end
		end
	until next(since) == nil
	watching = false
end

local function done(fd, ...)
	since[fd] = nil
	return ...
end

-- The status, and if it is 200 the url, method, header and body of a request; or
-- nil and an error. bodylimit (bytes) bounds the body.
function httpd.read_request(readfunc, bodylimit)
	local fd = sockethelper.socket_of(readfunc)
	if not fd then
		return native.read_request(readfunc, bodylimit)
	end
	if not watching then
		watching = true
		skynet.fork(watch)
	end
	return done(fd, native.read_request(function(n)
		since[fd] = skynet.now()
		return readfunc(n)
	end, bodylimit))
end

return httpd
