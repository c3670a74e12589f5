-- skynet.error writes its arguments by tostring, with single spaces between them, on one line.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.error("one")
	skynet.error("several", "words", "and numbers", 1, 2.0, -0.5, 1e100)
	skynet.error("a", nil, "b", nil)
	skynet.error(true, false)
	skynet.error(nil)
	skynet.error(12)
	skynet.error("100 % %s %d")
	skynet.error("two\nlines")
	skynet.error("", "after an empty one")
	print("returns", select("#", skynet.error("end")))
	print("done")
end)
-- Log:
-- ] one
-- ] several words and numbers 1 2.0 -0.5 1e+100
-- ] a nil b nil
-- ] true false
-- ] nil
-- ] 12
-- ] 100 % %s %d
-- ] two
-- lines
-- ]  after an empty one
-- ] end
-- Output:
-- returns	0
-- done
