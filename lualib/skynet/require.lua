-- skynet.require: skynet's own way to require is the plain one here: a module may
-- block while it loads, and what it gives to skynet.init runs when it is loaded.
local skynet = require "skynet"

return {
	require = require,
	init = skynet.init,
	init_all = function() end, -- skynet.start has done it
}
