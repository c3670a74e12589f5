-- Tables: array and hash part, borders, next under deletion, big constructors.
-- a model of random operations
local seed = 42
local function rnd(n) seed = (seed * 1103515245 + 12345) & 0x7fffffff return seed % n + 1 end
for round = 1, 20 do
  local t, keys, vals = {}, {}, {}
  for i = 1, 2000 do
    local k = rnd(60)
    if rnd(3) == 1 then k = "s" .. k elseif rnd(5) == 1 then k = k + 0.5 end
    local v = rnd(3) > 1 and i or nil
    t[k] = v
    local found
    for j = 1, #keys do if keys[j] == k then vals[j] = v or false found = true break end end
    if not found then keys[#keys + 1] = k vals[#keys] = v or false end
  end
  local n = 0
  for j = 1, #keys do
    assert(t[keys[j]] == (vals[j] or nil))
    if vals[j] then n = n + 1 end
  end
  for k, v in pairs(t) do n = n - 1 end
  assert(n == 0)
  local b = #t
  assert((b == 0 or t[b] ~= nil) and t[b + 1] == nil)
end

-- borders
local t = {1, 2, 3, nil}
assert(#t == 3)
t[4] = 4 t[5] = 5 t[5] = nil t[4] = nil
assert(#t == 3)
t = {n = 1, [1] = "a", [2] = "b", [4] = "d"}
assert(#t == 2 or #t == 4)
t = {}
for i = 10, 1, -1 do t[i] = i end
assert(#t == 10)
t = {nil, nil, 3}
assert(#t == 3 or #t == 0)
t = {f = 1, (function() return 1, 2, 3 end)()}
assert(#t == 3 and t[3] == 3)
t = {(function() return 1, 2, 3 end)(), 10}
assert(#t == 2 and t[2] == 10)

-- a far key costs nothing; a stack; a queue
t = {}
t[5000000] = 1
assert(#t == 0 and next(t) == 5000000)
t = {}
for i = 1, 20000 do t[#t + 1] = i end
for i = 20000, 1, -1 do assert(t[#t] == i) t[#t] = nil end
assert(#t == 0 and next(t) == nil)
local head, tail = 1, 0
for i = 1, 20000 do
  tail = tail + 1 t[tail] = i
  if tail - head > 10 then assert(t[head] == head) t[head] = nil head = head + 1 end
end
local n = 0
for k, v in pairs(t) do assert(k == v and k >= head and k <= tail) n = n + 1 end
assert(n == tail - head + 1)

-- next
assert(not pcall(next, {}, "nokey") and not pcall(next, {10, 20}, 3) and next({}) == nil and next({}, nil) == nil)
t = {}
for i = 1, 1000 do t["k" .. i] = i end
n = 0
for k in next, t do t[k] = nil n = n + 1 end
assert(n == 1000 and next(t) == nil)
t = {1, 2, 3, a = 1}
local k = next(t) t[k] = nil
assert(next(t, k) ~= nil)

-- constructors of any size
local parts = {}
for i = 1, 60000 do parts[i] = i end
t = load("return {" .. table.concat(parts, ",") .. "}")()
assert(#t == 60000 and t[25551] == 25551 and t[60000] == 60000)
local order = {}
t = {[1] = "x", "a", [2] = "y", "b"}
assert(t[1] == "a" and t[2] == "b")

-- assignment: values first, right to left of nothing visible
local a, b = 1, 2
a, b = b, a
assert(a == 2 and b == 1)
local i = 1
t = {}
i, t[i] = i + 1, 20
assert(i == 2 and t[1] == 20 and t[2] == nil)
do local a, b, c = (function() return 1, 2 end)() assert(a == 1 and b == 2 and c == nil) end
do local a, b = ((function() return 1, 2 end)()) assert(a == 1 and b == nil) end

-- raw access and metatables
t = setmetatable({}, {__index = {x = 1}, __newindex = function(t, k, v) rawset(t, k, v * 2) end, __len = function() return 42 end})
t.y = 5
assert(t.x == 1 and rawget(t, "x") == nil and t.y == 10 and #t == 42 and rawlen(t) == 0)
t.y = 7
assert(t.y == 7)
local proxy = setmetatable({}, {__newindex = t})
proxy.z = 1
assert(rawget(proxy, "z") == nil and t.z == 2)
assert(getmetatable(setmetatable({}, {__metatable = "locked"})) == "locked")
assert(not pcall(setmetatable, setmetatable({}, {__metatable = 1}), {}))
-- a metamethod that comes later is seen
local mt = {}
t = setmetatable({}, mt)
assert(t.x == nil)
mt.__index = function() return "late" end
assert(t.x == "late")
mt.__index = {x = "table"}
assert(t.x == "table")
rawset(mt, "__index", nil)
assert(t.x == nil)
print("ok")
