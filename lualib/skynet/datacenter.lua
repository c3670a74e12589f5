-- skynet.datacenter: values that all services see, in a tree.
local skynet = require "skynet"

local datacenter = {}

function datacenter.get(...) return skynet.call("DATACENTER", "lua", "QUERY", ...) end

-- set(key, ..., value) returns the old value.
function datacenter.set(...) return skynet.call("DATACENTER", "lua", "UPDATE", ...) end

-- wait(key, ...) blocks until there is a value.
function datacenter.wait(...) return skynet.call("DATACENTER", "lua", "WAIT", ...) end

return datacenter
