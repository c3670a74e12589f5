-- A channel is a connection to a server that many tasks share. Each task sends a
-- request and waits for its response; who opens the connection, when it is opened
-- again and which host it goes to is the channel's business.
--
-- In session mode (desc.response) a function reads responses and says which
-- request each is for. In order mode each request brings the function that reads
-- its own response, and responses come in the order of the requests.

local skynet = require "skynet"
local socket = require "skynet.socket"

local M = {}

-- What requests fail with when the connection does.
local broken = setmetatable({}, { __tostring = function() return "[Error: socket]" end })
M.error = broken

---------------------------------------------------------------- the socket that responses are read from

-- guarded makes a method of a function of skynet.socket: what that can't read is
-- an error.
local function guarded(read)
	return function(so, ...)
		return read(so[1], ...) or error(broken)
	end
end

local socket_methods = { read = guarded(socket.read), readline = guarded(socket.readline) }

local function drop_socket(so)
	local id = so[1]
	so[1] = false
	if id then
		socket.shutdown(id)
	end
end

local socket_meta = { __index = socket_methods, __gc = drop_socket }

local function meta_of(desc)
	if not (desc.socket_read or desc.socket_readline) then
		return socket_meta
	end
	return {
		__index = {
			read = desc.socket_read or socket_methods.read,
			readline = desc.socket_readline or socket_methods.readline,
		},
		__gc = drop_socket,
	}
end

---------------------------------------------------------------- requests that wait

-- A request is { co =, ok =, data =, parts = }. Those that wait are in
-- self.sessions, by session, or in the queue self.queue[self.first .. self.last],
-- each with its function. A request of false ends the reader of order mode.

local channel = {}
local channel_meta = { __index = channel }

local function finish(request, ok, data)
	local parts = request.parts
	if ok and ok ~= broken and parts then
		parts[#parts + 1] = data
		data = parts
	end
	request.ok, request.data = ok, data
	skynet.wakeup(request.co)
end

local function push(self, reader, request)
	self.last = self.last + 1
	self.queue[self.last] = { reader, request }
	local idle = self.idle
	if idle then
		self.idle = nil
		skynet.wakeup(idle)
	end
end

local function pop(self)
	local entry = self.queue[self.first]
	if entry then
		self.queue[self.first] = nil
		self.first = self.first + 1
		return entry[1], entry[2]
	end
end

-- fail_all fails what waits, with the error data, or the one of the channel.
local function fail_all(self, data)
	if self.reader_of_all then
		local sessions = self.sessions
		self.sessions = {}
		for _, request in pairs(sessions) do
			finish(request, broken, data)
		end
		return
	end
	local first, last, queue = self.first, self.last, self.queue
	self.queue, self.first, self.last = {}, 1, 0
	for i = first, last do
		local request = queue[i][2]
		if request then
			finish(request, broken, data)
		end
	end
end

local function close_socket(self)
	local so = self.__sock
	if not so then
		return
	end
	self.__sock = false
	local idle = self.idle
	if idle then
		self.idle = nil
		skynet.wakeup(idle)
	end
	pcall(socket.close, so[1])
end

local function await(self, reader)
	local request = { co = coroutine.running() }
	if self.reader_of_all then
		self.sessions[reader] = request
	else
		push(self, reader, request)
	end
	skynet.wait(request.co)
	if request.ok == broken then
		error(request.data or broken)
	end
	assert(request.ok, request.data)
	return request.data
end

---------------------------------------------------------------- the task that reads responses

-- cause is what requests are told of an error of a reader.
local function cause(err)
	if err ~= broken then
		return err
	end
end

local function read_sessions(self)
	while self.__sock do
		local ok, session, good, data, more = pcall(self.reader_of_all, self.__sock)
		if not (ok and session) then
			close_socket(self)
			fail_all(self, cause(session))
			return
		end
		local request = self.sessions[session]
		if not request then
			skynet.error("socket: unknown session :", session)
		elseif more and good then
			request.parts = request.parts or {}
			table.insert(request.parts, data)
		else
			self.sessions[session] = nil
			finish(request, good, data)
		end
	end
	fail_all(self, "channel_closed")
end

-- read_parts reads a response, which may come in parts.
local function read_parts(reader, so)
	local ok, data, more = reader(so)
	if not (ok and more) then
		return ok, data
	end
	local parts = { data }
	repeat
		ok, data, more = reader(so)
		if not ok then
			return ok, data
		end
		parts[#parts + 1] = data
	until not more
	return true, parts
end

local function read_in_order(self)
	while self.__sock do
		local reader, request = pop(self)
		if request then
			local ok, good, data = pcall(read_parts, reader, self.__sock)
			if not ok then
				close_socket(self)
				finish(request, broken, cause(good))
				fail_all(self, cause(good))
				return
			end
			finish(request, good, data)
		elseif reader then
			break -- told to end
		else
			self.idle = coroutine.running()
			skynet.wait(self.idle)
		end
	end
	fail_all(self, "channel_closed")
end

-- stop_reader ends the reader of order mode when it has done all before.
local function stop_reader(self)
	if not self.reader_of_all and self.reader then
		push(self, true, false)
	end
end

local function start_reader(self)
	self.reader = skynet.fork(function()
		if self.__sock then -- may be closed by now
			if self.reader_of_all then
				pcall(read_sessions, self)
			else
				socket.onclose(self.__sock[1], function(id)
					local so = self.__sock
					if self.idle and so and so[1] == id then
						skynet.error("socket closed by peer : ", self.__host, self.__port)
						close_socket(self)
					end
				end)
				pcall(read_in_order, self)
			end
		end
		self.reader = nil
	end)
end

---------------------------------------------------------------- connecting

-- watch_load tells desc.overload when too much waits to be sent, and when that is
-- over.
local function watch_load(self, id)
	local notify = self.notify_load
	if not notify then
		return
	end
	local function changed(fd, size)
		if not self.__sock or fd ~= self.__sock[1] then
			return
		end
		local over = size > 0
		if over and self.overloaded then
			skynet.error(string.format("WARNING: %d K bytes need to send out (fd = %d)", size, fd), self.__host, self.__port)
		elseif over ~= self.overloaded then
			self.overloaded = over
			notify(over)
		end
	end
	skynet.fork(changed, id, 0)
	socket.warning(id, changed)
end

-- An address list gives the channel's host, then the backup hosts, each once.
local function add_backups(self, list)
	for _, backup in ipairs(self.__backup or {}) do
		local host, port = backup, self.__port
		if type(backup) == "table" then
			host, port = backup.host, backup.port
		end
		local name = host .. ":" .. port
		if not list.known[name] then
			list.known[name] = true
			list[#list + 1] = { host = host, port = port }
		end
	end
end

local function next_backup(list)
	local addr = table.remove(list, 1)
	if addr then
		skynet.error("socket: connect to backup host", addr.host, addr.port)
	end
	return addr
end

-- authenticate runs desc.auth on the new connection. It returns nil if that may be
-- used, else "failed", or "moved": auth has changed the host.
local function authenticate(self)
	if not self.auth then
		return
	end
	self.auth_task = coroutine.running()
	local ok, err = pcall(self.auth, self)
	if not ok then
		close_socket(self)
		if err ~= broken then
			self.auth_task = false
			skynet.error("socket: auth failed", err)
		end
	end
	self.auth_task = false
	if not ok then
		return "failed"
	elseif not self.__sock then
		return "moved"
	end
end

-- use makes an open socket the channel's.
local function use(self, id)
	stop_reader(self)
	watch_load(self, id)
	while self.reader do
		skynet.yield()
	end
	self.__sock = setmetatable({ id }, self.socket_meta)
	start_reader(self)
end

-- connect_once tries all hosts once. It returns true, or false and an error.
local function connect_once(self)
	local list = { known = {} }
	add_backups(self, list)
	local addr = { host = self.__host, port = self.__port }
	local failure
	while addr and not self.__closed do
		local id, err = socket.open(addr.host, addr.port)
		if id then
			self.__host, self.__port = addr.host, addr.port
			assert(not self.__sock and not self.auth_task)
			use(self, id)
			local state = authenticate(self)
			if not state then
				return true
			elseif state == "moved" then
				return connect_once(self)
			end
			failure = "no more backup host"
			add_backups(self, list) -- auth may have found some
		else
			failure = err
		end
		addr = next_backup(list)
	end
	return false, failure
end

-- try_connect connects, once only or until it can. It returns an error.
local function try_connect(self, once)
	local pause = 0
	while not self.__closed do
		local ok, err = connect_once(self)
		if ok then
			if not once then
				skynet.error("socket: connect to", self.__host, self.__port)
			end
			return
		elseif once then
			return err
		end
		skynet.error("socket: connect", err)
		if pause > 1000 then
			skynet.error("socket: try to reconnect", self.__host, self.__port)
			skynet.sleep(pause)
			pause = 0
		else
			skynet.sleep(pause)
		end
		pause = pause + 100
	end
end

-- usable tells whether the running task may use the connection: true, false
-- (never), or nil: not yet.
local function usable(self)
	local so = self.__sock
	if so then
		local auth_task = self.auth_task
		local mine = auth_task and auth_task == coroutine.running()
		if socket.disconnected(so[1]) then
			skynet.error("socket: disconnect detected ", self.__host, self.__port)
			close_socket(self)
			if mine then
				return false
			end
			return
		end
		if not auth_task or mine then
			return true
		end
	end
	if self.__closed then
		return false
	end
end

-- block_connect makes the connection usable. While one task connects, the others
-- wait for it.
local function block_connect(self, once)
	local ok = usable(self)
	if ok ~= nil then
		return ok
	end
	local err
	local waiting = self.connecting
	if waiting then
		local co = coroutine.running()
		waiting[#waiting + 1] = co
		skynet.wait(co)
	else
		waiting = {}
		self.connecting = waiting
		local done, failed = pcall(try_connect, self, once)
		err = failed
		self.connecting = nil
		for _, co in ipairs(waiting) do
			skynet.wakeup(co)
		end
		if not done then
			error(err, 0)
		end
	end
	ok = usable(self)
	if ok == nil then
		skynet.error("Connect failed", err, self.__host, self.__port)
		error(broken)
	end
	return ok
end

---------------------------------------------------------------- what there is to use

-- connect opens the connection: once tries each host once, and raises an error;
-- otherwise it tries until it can.
function channel:connect(once)
	self.__closed = false
	return block_connect(self, once)
end

local function check_sent(self, ok)
	if not ok then
		close_socket(self)
		fail_all(self)
		error(broken)
	end
end

-- request sends a request and returns the response, if response is given: its
-- session, or the function that reads it. The parts of padding follow with low
-- priority.
function channel:request(request, response, padding)
	assert(block_connect(self, true))
	local id = self.__sock[1]
	if padding then
		check_sent(self, socket.lwrite(id, request))
		for _, part in ipairs(padding) do
			check_sent(self, socket.lwrite(id, part))
		end
	else
		check_sent(self, socket.write(id, request))
	end
	if response ~= nil then
		return await(self, response)
	end
end

-- response waits for a response that nothing was sent for.
function channel:response(response)
	assert(block_connect(self))
	return await(self, response)
end

function channel:close()
	if not self.__closed then
		stop_reader(self)
		self.__closed = true
		close_socket(self)
	end
end

function channel:changehost(host, port)
	self.__host = host
	self.__port = port or self.__port
	if not self.__closed then
		close_socket(self)
	end
end

function channel:changebackup(backup)
	self.__backup = backup
end

channel_meta.__gc = channel.close

-- channel makes a channel of { host =, port =, backup =, auth =, response =,
-- nodelay =, overload =, socket_read =, socket_readline = }. It connects when it
-- is first used. (nodelay is always on.)
function M.channel(desc)
	return setmetatable({
		__host = assert(desc.host),
		__port = desc.port,
		__backup = desc.backup,
		__sock = false,
		__closed = false,
		auth = desc.auth,
		auth_task = false,
		reader_of_all = desc.response,
		sessions = {},
		queue = {},
		first = 1,
		last = 0,
		notify_load = desc.overload,
		overloaded = false,
		socket_meta = meta_of(desc),
	}, channel_meta)
end

return M
