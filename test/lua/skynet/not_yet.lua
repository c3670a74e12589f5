-- sproto and others can be required; a call is an error that names what is missing.
-- skynet: has it
local skynet = require "skynet"
local sproto = require "sproto"
local loader = require "sprotoloader"
local query = require "skynet.sharedata".query
local cluster = require "cluster"

skynet.start(function()
	for _, f in ipairs { function() return sproto.parse "" end, function() loader.load(1) end,
		function() query "x" end, function() cluster.open "node1" end } do
		print((select(2, pcall(f)):gsub("^.-:%d+: ", "")))
	end
	skynet.exit()
end)
-- Output:
-- sproto.parse is not supported yet by luaws 0.1.0
-- sprotoloader.load is not supported yet by luaws 0.1.0
-- skynet.sharedata.query is not supported yet by luaws 0.1.0
-- skynet.cluster.open is not supported yet by luaws 0.1.0
