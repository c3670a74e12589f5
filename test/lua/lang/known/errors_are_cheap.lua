-- case 13: an error that is caught makes no traceback
local function deep(n) if n == 0 then error("x", 0) end deep(n - 1); return 1 end
local clock = os.clock()
for _ = 1, 20000 do assert(not pcall(deep, 50)) end
assert(os.clock() - clock < 10)
local ok, tb = xpcall(deep, debug.traceback, 3)
assert(not ok and select(2, tb:gsub("\n", "\n")) >= 5)
print("ok")
