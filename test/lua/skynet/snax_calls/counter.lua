local skynet = require "skynet"
local snax = require "skynet.snax"

local n
local hidden = "local"

function init(start, ...)
	n = start
	print("init", ..., SERVICE_NAME, (require "part")) -- in the folder named after the service
	snax.printf("at %d", n)
end

function exit(...) print("exit", ...) end

function accept.add(by) n = n + by end

function accept.fails() error "no answer to this" end

function response.get(...) return n, ... end

function response.fails() error "as asked" end

function response.slow(ticks)
	skynet.sleep(ticks)
	return hidden, snax.self().handle == skynet.self(), tostring(snax.self()):gsub(":%x+", ":X")
end

function accept.leave() snax.exit("by itself") end
