-- http.sockethelper: functions that read and write a socket, and raise
-- socket_error when it is closed.

local skynet = require "skynet"
local socket = require "skynet.socket"

local read, write = socket.read, socket.write

local sockethelper = { readall = socket.readall }

-- One value for all failures, so that it can be compared with. Its text, which
-- can be had once, is that of the last one.
local socket_error = setmetatable({}, {
	__call = function(self, info)
		self.err_info = "[Socket Error] : " .. tostring(info)
		return self
	end,
	__tostring = function(self)
		local info = self.err_info or "[Socket Error]"
		self.err_info = nil
		return info
	end,
})
sockethelper.socket_error = socket_error

local function must_read(fd, n)
	return read(fd, n) or error(socket_error("read failed fd = " .. fd))
end

-- the sockets that read functions are of, for http.httpd
local fds = setmetatable({}, { __mode = "k" })

function sockethelper.socket_of(readfunc)
	return fds[readfunc]
end

-- Notes that f reads fd, perhaps through another protocol, and returns f.
function sockethelper.note(f, fd)
	fds[f] = fd
	return f
end

-- pre, if given, has been read already, and is read first.
function sockethelper.readfunc(fd, pre)
	if not pre then
		return sockethelper.note(function(n)
			return read(fd, n) or error(socket_error("read failed fd = " .. fd))
		end, fd)
	end
	return sockethelper.note(function(n)
		local got = pre
		if not got then
			return must_read(fd, n)
		elseif not n or n == #got then
			pre = nil
			return got
		elseif n < #got then
			pre = got:sub(n + 1)
			return got:sub(1, n)
		end
		pre = nil
		return got .. must_read(fd, n - #got)
	end, fd)
end

function sockethelper.writefunc(fd)
	return function(text)
		if not write(fd, text) then
			error(socket_error("write failed fd = " .. fd))
		end
	end
end

-- open, given up after timeout (centiseconds); what opens later is closed.
local function open(host, port, timeout)
	local fd, err
	local done, late = false, false
	local token = {}
	skynet.fork(function()
		local ok
		ok, fd, err = pcall(socket.open, host, port)
		if not ok then
			fd, err = nil, fd
		end
		done = true
		if not late then
			skynet.wakeup(token)
		elseif fd then
			socket.close(fd)
		end
	end)
	skynet.sleep(timeout, token)
	late = not done
	return fd, err, late
end

function sockethelper.connect(host, port, timeout)
	local fd, err, late
	if timeout then
		fd, err, late = open(host, port, timeout)
	else
		fd, err = socket.open(host, port)
	end
	if fd then
		return fd
	end
	error(socket_error(string.format("connect failed host = %s port = %s timeout = %s err = %s is_time_out = %s",
		host, port, timeout, err, late or false)))
end

function sockethelper.close(fd)
	socket.close(fd)
end

function sockethelper.shutdown(fd)
	socket.shutdown(fd)
end

return sockethelper
