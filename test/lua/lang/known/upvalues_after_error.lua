-- case 2: an upvalue keeps in step with its local after an error was caught
local n = 0
local function inc() n = n + 1 end
pcall(error, "x")
inc()
assert(n == 1)
xpcall(error, function() end, "x")
inc()
assert(n == 2)
print("ok")
