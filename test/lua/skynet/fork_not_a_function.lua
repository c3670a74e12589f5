-- Forking what can't be called is no error of the caller: it is logged when its turn comes.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	print((pcall(skynet.fork, nil)))
	print((pcall(skynet.fork, "text")))
	print((pcall(skynet.timeout, 1, nil)))
	skynet.sleep(2)
	print("done")
end)
-- Log:
-- attempt to call a nil value
-- attempt to call a string value
-- attempt to call a nil value
-- Output:
-- true
-- true
-- true
-- done
