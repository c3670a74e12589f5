-- A walk begins at the first pair, wherever the one before has ended.

local function count(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end

for _, base in ipairs{0, 1, 10, 1000, 1 << 40} do
  for size = 1, 200 do
    local t = {}
    for i = 1, size do t[base + i] = true end
    assert(count(t) == size and count(t) == size)
    for i = 1, size, 2 do t[base + i] = nil end
    assert(count(t) == size // 2)
    for i = 1, size do t["k" .. i] = i end
    assert(count(t) == size // 2 + size)
  end
end

-- the last that is deleted may make the table give memory back
for size = 1, 300 do
  local t = load("return {" .. ("true,"):rep(size) .. "}")()
  t.x = 1
  local n = 0
  for k in pairs(t) do
    n = n + 1
    if k ~= "x" then t[k] = nil end
  end
  assert(n == size + 1 and count(t) == 1)
end

-- one that is left, and one in the other
local t = {}
for i = 11, 80 do t[i] = true end
for k in pairs(t) do
  if k == 50 then break end
end
assert(count(t) == 70)
local inner = 0
for _ in pairs(t) do inner = inner + count(t) end
assert(inner == 70 * 70)
print("ok")
