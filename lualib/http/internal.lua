-- http.internal: what httpd, httpc and http.websocket have in common. An
-- interface is a table of functions: read(n), write(text), readall().

local native = require "luaws.http"
local socket_error = require "http.sockethelper".socket_error

local internal = {
	recvheader = native.recvheader,
	parseheader = native.parseheader,
	recvchunkedbody = native.recvchunkedbody,
}

-- up to which size content goes out in one piece with its head
local GATHER = 16 * 1024

-- Sends a request and reads the head of its answer: the status, what has been
-- read of the body already, and the header, which is put into recvheader.
function internal.request(interface, method, host, url, recvheader, header, content)
	local head = native.requesthead(method, url, host, header, content and #content or 0)
	if content and #content > GATHER then
		interface.write(head)
		interface.write(content)
	else
		interface.write(head .. (content or ""))
	end
	local rest = ""
	while true do
		local lines = {}
		rest = internal.recvheader(interface.read, lines, rest)
		if not rest then
			error "Recv header failed"
		end
		local code = lines[1] and tonumber((lines[1]:match "^HTTP/[%d%.]+%s+(%d%d%d)%f[%D]"))
		if not code then
			error "Invalid HTTP status line"
		end
		local final = code >= 200 or code == 101
		header = internal.parseheader(lines, 2, final and recvheader or {})
		if not header then
			error "Invalid HTTP response header"
		end
		if final then
			return code, rest, header
		end
	end
end

local function coding(header)
	local mode = header["transfer-encoding"]
	mode = type(mode) == "string" and mode:lower() or mode
	if mode and mode ~= "identity" and mode ~= "chunked" then
		error "Unsupport transfer-encoding"
	end
	return mode
end

local function bodiless(code)
	return code == 204 or code == 304 or code < 200
end

-- Reads the rest of an answer's body.
function internal.response(interface, code, body, header)
	if coding(header) == "chunked" then
		return internal.recvchunkedbody(interface.read, nil, header, body) or error "Invalid response body"
	end
	local length = native.contentlength(header)
	if not length then
		return bodiless(code) and "" or body .. (interface.readall() or "")
	elseif #body >= length then
		return body:sub(1, length)
	end
	return body .. interface.read(length - #body)
end

-- A stream gives the body in pieces: stream() or stream:padding() gives the
-- next one, nil behind the last. connected is true until the body is complete,
-- then nil; false if it broke off.
local stream = {}
stream.__index = stream

function stream:close()
	local onclose = self._onclose
	if onclose then
		self._onclose = nil
		onclose(self)
	end
end

local function finish(self, connected)
	self.connected = connected
	self._next = self.close
end

function stream:padding()
	local ok, piece = pcall(self._next, self)
	if not ok then
		finish(self, false)
		self:close()
		error(piece, 0)
	end
	return piece, self
end

stream.__call = stream.padding
stream.__close = stream.close

local function none(self)
	finish(self)
	return ""
end

local function sized(left)
	return function(self)
		local piece = self._body or self._interface.read()
		self._body = nil
		if #piece >= left then
			finish(self)
			return piece:sub(1, left)
		end
		left = left - #piece
		return piece
	end
end

-- until the server closes
local function rest(self)
	local piece = self._body
	self._body = nil
	if piece then
		return piece
	end
	local ok
	ok, piece = pcall(self._interface.read)
	if ok then
		return piece
	end
	finish(self)
	self:close()
	if piece ~= socket_error then
		error(piece, 0)
	end
end

-- hands the pieces of a chunked body out as they come
local function chunked(self)
	local piece, body = native.recvchunk(self._interface.read, self._body, self.header)
	self._body = body
	if not piece then
		finish(self, false)
		self:close()
	elseif piece == "" then
		finish(self)
	end
	return piece
end

function internal.response_stream(interface, code, body, header)
	local next
	if coding(header) == "chunked" then
		next = chunked
	else
		local length = native.contentlength(header)
		next = length and sized(length) or bodiless(code) and none or rest
	end
	return setmetatable({
		status = code,
		header = header,
		connected = true,
		_body = body,
		_interface = interface,
		_next = next,
	}, stream)
end

return internal
