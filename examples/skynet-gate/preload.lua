-- Runs in each service before its own file (the config's key preload), and gets
-- the service's name and arguments. It gives all services a LOG function.
--
--	luaws run examples/skynet-gate/config

local skynet = require "skynet"

local name = ...

function LOG(format, ...) skynet.error(string.format("[%s] " .. format, name, ...)) end
