-- missing: __gc
local done = 0
for i = 1, 10 do setmetatable({}, {__gc = function() done = done + 1 end}) end
for _ = 1, 200 do
  collectgarbage()
  if done >= 9 then break end -- a register may still hold the last
end
assert(done >= 9, done)
print("ok")
