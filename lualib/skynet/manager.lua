-- skynet.manager: what it adds to skynet is always there in luaws.
return require "skynet"
