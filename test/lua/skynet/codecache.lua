-- skynet.cache: its modes.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local cache = skynet.cache
print(cache == require "skynet.codecache", cache.mode(), cache.mode "OFF", cache.mode(), cache.mode "EXIST", cache.mode())
cache.mode "ON"
print(cache.mode(), cache.clear(), (pcall(cache.mode, "some")))
skynet.start(function() skynet.exit() end)
-- Output:
-- true	ON	nil	OFF	nil	EXIST
-- ON	nil	false
