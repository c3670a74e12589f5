-- http.httpc: a client that opens a connection for each request.

local skynet = require "skynet"
local sockethelper = require "http.sockethelper"
local internal = require "http.internal"
local native = require "luaws.http"

-- httpc.timeout (centiseconds) bounds each request; nil: nothing does.
local httpc = {}

local PORTS = { http = 80, https = 443 }

local dns -- skynet.dns, if names are resolved by it

-- Names are resolved by skynet.dns from now on, with this server.
function httpc.dns(server, port)
	dns = require "skynet.dns"
	dns.server(server, port)
end

local function is_ipv4(host)
	return host:find "^%d+%.%d+%.%d+%.%d+$" ~= nil
end

-- Takes "host", "host:port", "[ipv6]" or "[ipv6]:port" apart: the host, the port
-- or nil, and whether the host is a name.
local function parse_host(text)
	local _, colons = text:gsub(":", ":")
	if colons == 0 then
		return text, nil, not is_ipv4(text)
	elseif colons == 1 and text:byte() ~= 0x5b then
		local host, port = text:match "^(.-):(%d+)$"
		host = host or text
		return host, tonumber(port), not is_ipv4(host)
	end
	local host, port = text:match "^%[(.-)%]:?(%d*)$"
	if not host then
		error(string.format("Invalid host: bare IPv6 address '%s', use '[%s]' instead", text, text))
	end
	return host, tonumber(port), false
end

-- Takes "protocol://host" apart, where http may be left out.
local function parse_url(text)
	local protocol, authority = text:match "^(%a+)://(.*)"
	protocol = protocol and protocol:lower() or "http"
	authority = authority or text
	local host, port, named = parse_host(authority)
	port = port or PORTS[protocol]
	if not PORTS[protocol] then
		error("Invalid protocol: " .. protocol)
	end
	return protocol, host, port, named, authority
end

local client_ctx

local function interface_of(protocol, fd, name)
	if protocol == "http" then
		return {
			read = sockethelper.readfunc(fd),
			write = sockethelper.writefunc(fd),
			readall = function()
				return sockethelper.readall(fd)
			end,
		}
	end
	local tls = require "http.tlshelper"
	client_ctx = client_ctx or tls.newctx()
	local ctx = tls.newtls("client", client_ctx, name)
	return {
		init = tls.init_requestfunc(fd, ctx),
		close = tls.closefunc(ctx),
		read = tls.readfunc(fd, ctx),
		write = tls.writefunc(fd, ctx),
		readall = tls.readallfunc(fd, ctx),
	}
end

local function close(interface, fd)
	interface.finish = true
	sockethelper.close(fd)
	local close_tls = interface.close
	if close_tls then
		interface.close = nil
		close_tls()
	end
end

local function connect(url, timeout)
	local protocol, host, port, named, authority = parse_url(url)
	local name = named and host or nil
	if named and dns then
		local ip, err = dns.resolve(host)
		host = ip or error(string.format("%s dns resolve failed msg:%s", host, err))
	end
	local fd = sockethelper.connect(host, port, timeout)
	local interface = interface_of(protocol, fd, name)
	if timeout then
		skynet.timeout(timeout, function()
			if not interface.finish then
				sockethelper.shutdown(fd) -- whoever reads or writes gets a socket_error, and closes
			end
		end)
	end
	if interface.init then
		local ok, err = pcall(interface.init, name)
		if not ok then
			close(interface, fd)
			error(err, 0)
		end
	end
	return fd, interface, authority
end

-- exchange sends a request and reads its answer; with_body tells whether it has a body.
local function exchange(interface, with_body, ...)
	local code, body, header = internal.request(interface, ...)
	if with_body then
		return code, internal.response(interface, code, body, header)
	end
	return code, ""
end

local function request(with_body, method, host, url, recvheader, header, content)
	local fd, interface, authority = connect(host, httpc.timeout)
	local ok, code, body = pcall(exchange, interface, with_body, method, authority, url, recvheader, header, content)
	close(interface, fd)
	if not ok then
		error(code, 0)
	end
	return code, body
end

-- The status and the body of the answer; its header goes into recvheader.
function httpc.request(method, ...)
	return request(method ~= "HEAD", method, ...)
end

function httpc.get(...)
	return httpc.request("GET", ...)
end

-- The status.
function httpc.head(...)
	return (request(false, "HEAD", ...))
end

-- The status and the body of the answer to a form: a table of strings.
function httpc.post(host, url, form, recvheader)
	local header = { ["content-type"] = "application/x-www-form-urlencoded" }
	return httpc.request("POST", host, url, recvheader, header, native.form(form))
end

-- A stream of the answer's body (see http.internal), to be closed or read to its
-- end. The timeout holds until the header has come.
function httpc.request_stream(method, host, url, recvheader, header, content)
	local fd, interface, authority = connect(host, httpc.timeout)
	local ok, code, body, header = pcall(internal.request, interface, method, authority, url, recvheader, header, content)
	interface.finish = true
	if not ok then
		close(interface, fd)
		error(code, 0)
	end
	local stream = internal.response_stream(interface, code, body, header)
	stream._onclose = function()
		close(interface, fd)
	end
	return stream
end

return httpc
