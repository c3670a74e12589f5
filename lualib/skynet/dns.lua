-- Names to addresses: the hosts file, then a name server over UDP, with a cache
-- for as long as answers are good.

local skynet = require "skynet"
local socket = require "skynet.socket"

local dns = {
	DEFAULT_HOSTS = "/etc/hosts",
	DEFAULT_RESOLV_CONF = "/etc/resolv.conf",
}

-- Kinds of records (RFC 1035 section 3.2.2, RFC 3596), and the class of all.
local A <const>, AAAA <const>, IN <const> = 1, 28, 1

local HEADER <const> = 12 -- bytes
local MAX_NAME <const> = 1024
local MAX_LABEL <const> = 63
local MAX_JUMPS <const> = 32 -- of compressed names
local MAX_CACHED <const> = 4096 -- names of a kind

-- A question is sent again as long as there is no answer.
local AGAIN <const> = 500 -- centiseconds
local TRIES <const> = 6

-- The socket is closed when it was not used for a while.
local IDLE <const> = 60 * 100

---------------------------------------------------------------- the cache

local cache, cached

function dns.flush()
	cache = { [A] = {}, [AAAA] = {} }
	cached = { [A] = 0, [AAAA] = 0 }
end

dns.flush()

local function remember(kind, name, addresses, ttl)
	local entries = cache[kind]
	if not entries[name] then
		if cached[kind] >= MAX_CACHED then
			entries, cached[kind] = {}, 0
			cache[kind] = entries
		end
		cached[kind] = cached[kind] + 1
	end
	entries[name] = { addresses = addresses, till = skynet.now() + ttl * 100 }
end

-- lookup finds what is remembered; stale: even if it is too old.
local function lookup(kind, name, stale)
	local entry = cache[kind][name]
	if entry and (stale or entry.till > skynet.now()) then
		return entry.addresses
	end
end

---------------------------------------------------------------- messages (RFC 1035 section 4)

local function pack_query(id, name, kind)
	local parts = { string.pack(">I2I2I2I2I2I2", id, 0x0100, 1, 0, 0, 0) } -- recursion desired
	for label in name:gmatch("[^.]+") do
		parts[#parts + 1] = string.pack("s1", label)
	end
	parts[#parts + 1] = string.pack(">BI2I2", 0, kind, IN)
	return table.concat(parts)
end

-- unpack_name returns the name at pos, and where it ends.
local function unpack_name(msg, pos)
	local labels, after, jumps = {}, nil, 0
	while true do
		local n = string.unpack("B", msg, pos)
		if n == 0 then
			return table.concat(labels, "."), after or pos + 1
		elseif n >= 0xc0 then
			jumps = jumps + 1
			assert(jumps <= MAX_JUMPS, "malformed packet")
			after = after or pos + 2
			pos = (string.unpack(">I2", msg, pos) & 0x3fff) + 1
		else
			labels[#labels + 1], pos = string.unpack("s1", msg, pos)
		end
	end
end

local read_address = {
	[A] = function(data)
		return string.format("%d.%d.%d.%d", string.unpack("BBBB", data))
	end,
	[AAAA] = function(data)
		return string.format("%x:%x:%x:%x:%x:%x:%x:%x", string.unpack(">I2I2I2I2I2I2I2I2", data))
	end,
}

-- unpack_answer returns the id, the name asked for, the addresses of each kind,
-- and for how many seconds they are good.
local function unpack_answer(msg)
	local id, _, questions, answers, pos = string.unpack(">I2I2I2I2", msg)
	assert(questions == 1, "malformed packet")
	local name
	name, pos = unpack_name(msg, HEADER + 1)
	pos = pos + 4
	local found, ttl = { [A] = {}, [AAAA] = {} }, nil
	for _ = 1, answers do
		local kind, good, data
		_, pos = unpack_name(msg, pos)
		kind, _, good, data, pos = string.unpack(">I2I2I4s2", msg, pos)
		local read = read_address[kind]
		if read then
			table.insert(found[kind], read(data))
			ttl = math.min(ttl or good, good)
		end
	end
	return id, name:lower(), found, ttl
end

---------------------------------------------------------------- the name server

local server = {} -- address, port; id and used of the socket, while that is open
local asked = {} -- questions without an answer, by id

local function answer(msg)
	if #msg < HEADER then
		skynet.error("Recv an invalid package when dns query")
		return
	end
	local id, name, found, ttl = unpack_answer(msg)
	local question = asked[id]
	if not question then
		return -- too late
	end
	if name ~= question.name then
		skynet.error("Recv an invalid name when dns query")
		return
	end
	for kind, addresses in pairs(found) do
		if addresses[1] then
			remember(kind, name, addresses, ttl)
		end
	end
	local addresses = found[question.kind]
	question.addresses = addresses[1] and addresses
	question.answered = true
	skynet.wakeup(question)
end

-- first_server is the first name server of resolv.conf.
local function first_server()
	local f = dns.DEFAULT_RESOLV_CONF and io.open(dns.DEFAULT_RESOLV_CONF)
	if not f then
		return
	end
	local address
	for line in f:lines() do
		address = line:match("^%s*nameserver%s+([^#;%s]+)")
		if address then
			break
		end
	end
	f:close()
	return address
end

local function close_when_idle(id)
	if server.id ~= id then
		return
	end
	if skynet.now() > server.used + IDLE then
		server.id = nil
		socket.close(id)
		skynet.error(string.format("Udp server close %s:%s (%d)", server.address, server.port, id))
	else
		skynet.timeout(2 * IDLE, function() close_when_idle(id) end)
	end
end

-- open returns the socket to the name server.
local function open()
	server.used = skynet.now()
	if server.id then
		return server.id
	end
	if not server.address then
		server.address, server.port = first_server(), 53
	end
	assert(server.address, "Call dns.server first")
	local id = socket.udp(answer)
	local ok, err = pcall(socket.udp_connect, id, server.address, server.port)
	if not ok then
		socket.close(id)
		error(err, 0)
	end
	if server.id then -- another task was faster
		socket.close(id)
		return server.id
	end
	server.id = id
	skynet.error(string.format("Udp server open %s:%s (%d)", server.address, server.port, id))
	skynet.timeout(2 * IDLE, function() close_when_idle(id) end)
	return id
end

-- server sets the name server for what is asked from now on.
function dns.server(address, port)
	server.address, server.port = address, port or 53
	local id = server.id
	if id then
		server.id = nil
		skynet.fork(socket.close, id)
	end
end

local function new_id()
	for _ = 1, 0xffff do
		local id = math.random(0xffff)
		if not asked[id] then
			return id
		end
	end
	for id = 1, 0xffff do
		if not asked[id] then
			return id
		end
	end
	error("too many dns queries")
end

local function ask(name, kind)
	local id = new_id()
	local question = { name = name, kind = kind }
	asked[id] = question
	local done <close> = setmetatable({}, { __close = function() asked[id] = nil end })
	local query = pack_query(id, name, kind)
	for _ = 1, TRIES do
		socket.write(open(), query)
		if not question.answered then
			skynet.sleep(AGAIN, question)
		end
		if question.answered then
			break
		end
	end
	if not question.answered then
		skynet.error(string.format("DNS query %s timeout", name))
	end
	local addresses = question.addresses or lookup(kind, name, true)
	if not addresses then
		error("timeout or no answer")
	end
	return addresses[1], addresses
end

---------------------------------------------------------------- names

local function is_ipv4(name) return name:find("^[%d.]+$") ~= nil end
local function is_ipv6(name) return name:find(":", 1, true) ~= nil end

-- read_hosts reads the hosts file: name -> { ipv4 = {...}, ipv6 = {...} }.
local function read_hosts()
	local hosts = {}
	local f = dns.DEFAULT_HOSTS and io.open(dns.DEFAULT_HOSTS)
	if not f then
		return hosts
	end
	for line in f:lines() do
		local address, names = line:match("^%s*([%[%]%x.:]+)%s+([^#;]+)")
		local kind = address and (is_ipv4(address) and "ipv4" or is_ipv6(address) and "ipv6")
		if kind then
			for name in names:gmatch("%S+") do
				name = name:lower()
				local host = hosts[name] or {}
				hosts[name] = host
				host[kind] = host[kind] or {}
				table.insert(host[kind], address)
			end
		end
	end
	f:close()
	return hosts
end

local hosts

local function is_name(name)
	if #name > MAX_NAME or not name:find("^[_%l%d%-.]+$") or name:find("..", 1, true) then
		return false
	end
	for label in name:gmatch("[^.]+") do
		if #label > MAX_LABEL then
			return false
		end
	end
	return true
end

-- resolve returns an address of a name, and a list of all; an address as it is; nil
-- and an error for what is neither. No answer is an error.
function dns.resolve(name, ipv6)
	name = name:lower()
	if is_ipv4(name) or is_ipv6(name) then
		return name
	end
	if not is_name(name) then
		return nil, "illegal name"
	end
	hosts = hosts or read_hosts()
	local host = hosts[name]
	local addresses = host and host[ipv6 and "ipv6" or "ipv4"]
	if addresses then
		return addresses[1], addresses
	end
	name = name:gsub("%.$", "")
	local record = ipv6 and AAAA or A
	addresses = lookup(record, name)
	if addresses then
		return addresses[1], addresses
	end
	return ask(name, record)
end

return dns
