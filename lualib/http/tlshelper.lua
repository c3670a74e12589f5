-- http.tlshelper: TLS over a socket, by functions as http.sockethelper has them.

local sockethelper = require "http.sockethelper"
local ltls = require "ltls.c"

local tlshelper = {}

-- A context holds the certificate: ctx:set_cert(certfile, keyfile).
function tlshelper.newctx()
	return ltls.newctx()
end

-- method is "client" or "server"; hostname is the name that a client asks for.
function tlshelper.newtls(method, ctx, hostname)
	return ltls.newtls(method, ctx, hostname)
end

-- Answers what the other side says until the handshake is finished.
local function handshake(tls, read, write)
	while not tls:finished() do
		local answer = tls:handshake(read())
		if answer then
			write(answer)
		end
	end
end

-- The handshake of a client.
function tlshelper.init_requestfunc(fd, tls)
	local read, write = sockethelper.readfunc(fd), sockethelper.writefunc(fd)
	return function(hostname)
		if hostname then
			tls:set_ext_host_name(hostname)
		end
		write(tls:handshake())
		handshake(tls, read, write)
	end
end

-- The handshake of a server.
function tlshelper.init_responsefunc(fd, tls)
	local read, write = sockethelper.readfunc(fd), sockethelper.writefunc(fd)
	return function()
		handshake(tls, read, write)
		local rest = tls:write()
		if rest ~= "" then
			write(rest)
		end
	end
end

function tlshelper.closefunc(tls)
	return function()
		tls:close()
	end
end

-- A function that reads n bytes, or some if there is no n.
function tlshelper.readfunc(fd, tls)
	local read = sockethelper.readfunc(fd)
	local got -- what has been read and decrypted
	return sockethelper.note(function(n)
		got = got or tls:read() -- what came with the end of the handshake
		if not n then
			while got == "" do
				got = tls:read(read())
			end
			local text = got
			got = ""
			return text
		end
		if #got < n then
			local parts, size = { got }, #got
			while size < n do
				local more = tls:read(read())
				parts[#parts + 1] = more
				size = size + #more
			end
			got = table.concat(parts)
		end
		local text = got:sub(1, n)
		got = got:sub(n + 1)
		return text
	end, fd)
end

function tlshelper.writefunc(fd, tls)
	local write = sockethelper.writefunc(fd)
	return function(text)
		return write(tls:write(text))
	end
end

-- A function that reads until the other side closes.
function tlshelper.readallfunc(fd, tls)
	return function()
		return tls:read(sockethelper.readall(fd) or "")
	end
end

return tlshelper
