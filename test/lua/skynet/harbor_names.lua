-- skynet.harbor: global names of a node that is alone; queryname waits for one.
-- skynet: ran on 28e80870
local skynet = require "skynet"
require "skynet.manager"
local harbor = require "skynet.harbor"

skynet.start(function()
	skynet.dispatch("lua", function(_, _, ...) skynet.retpack(...) end)
	skynet.name("EARLY", skynet.self())
	print(harbor.queryname "EARLY" == skynet.self())
	for i = 1, 2 do
		skynet.fork(function() print(i, harbor.queryname "LATE" == skynet.self()) end)
	end
	skynet.sleep(1)
	print "still waiting"
	harbor.globalname "LATE"
	skynet.sleep(1)
	print(skynet.call("LATE", "lua", "called by its name"))
	skynet.register ".local"
	print(harbor.queryname ".local" == skynet.self(), (harbor.queryname ".nobody"))
	harbor.link(1)
	print "done"
end)
-- Output:
-- true
-- still waiting
-- 1	true
-- 2	true
-- called by its name
-- true	nil
-- done
