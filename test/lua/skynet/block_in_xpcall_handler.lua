-- Blocking inside the message handler of xpcall.
-- skynet: differs: the handler fails ("error in error handling"); luaws: it works
local skynet = require "skynet"

skynet.start(function()
	print(xpcall(function()
		error("text", 0)
	end, function(msg)
		skynet.sleep(1)
		return "handled " .. msg
	end))
	print("done")
end)
-- Output:
-- false	handled text
-- done
