-- The clients of broadcast.lua.

return {}
