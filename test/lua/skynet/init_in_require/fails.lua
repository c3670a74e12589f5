local skynet = require "skynet"
skynet.init(function()
	skynet.sleep(1)
	error "no luck"
end)
return {}
