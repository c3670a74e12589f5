-- skynet.require, which loaders and frameworks take require from.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local r = require "skynet.require"

print(type(r.require), type(r.init), type(r.init_all), r.require "skynet" == skynet)
r.init(function() print "init" end)
skynet.start(function()
	print(pcall(r.require, "nowhere.at.all") == false, r.require "skynet.socket" == require "skynet.socket")
	skynet.exit()
end)
-- Output:
-- function	function	function	true
-- init
-- true	true
