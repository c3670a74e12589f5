local skynet = require "skynet"
print("loading inner", (...))
skynet.init(function() print "init of inner" end)
