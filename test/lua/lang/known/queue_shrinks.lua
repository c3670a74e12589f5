-- case 7: a queue by head and tail index stays small
local q, head, tail = {}, 1, 0
for i = 1, 300000 do
  tail = tail + 1; q[tail] = i
  if tail - head >= 10 then assert(q[head] == i - 10); q[head] = nil; head = head + 1 end
end
collectgarbage()
assert(collectgarbage("count") < 1024, collectgarbage("count"))
print("ok")
