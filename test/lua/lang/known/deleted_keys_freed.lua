-- case 5: deleted keys leave the table
local t = {}
local function turn(n) for i = 1, n do t["k" .. i] = i; t["k" .. i] = nil end end
turn(1000)
local clock, steps = os.clock(), 0
turn(300000)
for _ = 1, 1000 do for _ in pairs(t) do steps = steps + 1 end end
assert(steps == 0 and next(t) == nil)
t = {keep = t}
collectgarbage()
assert(collectgarbage("count") < 4096, collectgarbage("count"))
assert(os.clock() - clock < 10)
print("ok")
