-- skynet.harbor: global names of a single node.
local skynet = require "skynet"

local harbor = {}

function harbor.globalname(name, address) skynet.name(name, address or skynet.self()) end

-- queryname(name) blocks until a service has the name.
function harbor.queryname(name) return skynet.call(".cslave", "lua", "QUERYNAME", name) end

function harbor.link(node) skynet.call(".cslave", "lua", "LINK", node) end
function harbor.connect(node) skynet.call(".cslave", "lua", "CONNECT", node) end
function harbor.linkmaster() skynet.call(".cslave", "lua", "LINKMASTER") end

return harbor
