-- The short ways of the interpreter, and where they end.

-- one key of one function, in tables of many layouts
local function get(t) return t.k end
local function set(t, v) t.k = v end
local small = {k = 1}
local second = {a = 1, k = 2}
local large = {}
for i = 1, 40 do large["f" .. i] = i end
large.k = 3
local inherits = setmetatable({a = 1}, {__index = {x = 1, y = 2, k = 4}})
local computed = setmetatable({}, {__index = function(_, k) return k .. "!" end})
local text = setmetatable({}, {__index = "s"})
for i = 1, 50 do
  assert(get(small) == 1 and get(second) == 2 and get(large) == 3 and get(inherits) == 4)
  assert(get(computed) == "k!" and get({}) == nil and get({k = i}) == i)
end
set(large, nil)
assert(get(large) == nil)
set(large, 5)
for i = 1, 40 do large["f" .. i] = nil end
for i = 1, 40 do large["g" .. i] = i end -- entries move
assert(get(large) == 5)
local made = {}
made["" .. "k"] = 6 -- equal, and made while running
assert(get(made) == 6)
set(made, false)
assert(get(made) == false and made["k"] == false)
local written = {}
local guard = setmetatable({}, {__newindex = function(_, k, v) written[k] = v end})
set(guard, 7)
assert(rawget(guard, "k") == nil and written.k == 7)
rawset(guard, "k", 1)
set(guard, 8)
assert(guard.k == 8 and written.k == 7)
set(guard, nil)
set(guard, 9)
assert(rawget(guard, "k") == nil and written.k == 9)

-- writing a metamethod is seen at once
local meta = {__index = {k = 1}}
local o = setmetatable({}, meta)
assert(get(o) == 1)
meta.__index = {k = 2}
assert(get(o) == 2)
meta.__index = nil
assert(get(o) == nil)

-- constructors: the last of equal names counts, nil is none
local t = {a = 1, a = 2, b = nil, ["c"] = 3, [1] = 4, 5, c = nil, d = 6, d = nil}
assert(t.a == 2 and t.b == nil and t.c == nil and t[1] == 5 and t.d == nil)
local n = 0
for _ in pairs(t) do n = n + 1 end
assert(n == 2)
local name = "e"
t = {[name] = 1, e = 2}
assert(t.e == 2)
t = {e = 2, [name] = 1}
assert(t.e == 1)
local parts, sum = {}, 0
for i = 1, 100 do parts[i] = "n" .. i .. " = " .. i end
t = load("return {" .. table.concat(parts, ", ") .. ", n70 = 0}")()
for _, v in pairs(t) do sum = sum + v end
assert(sum == 5050 - 70 and t.n70 == 0 and t.n100 == 100)

-- integers on both sides of what takes no memory
local edge = 1 << 62
for _, x in ipairs {edge, -edge, edge - 1, 1 - edge, -edge - 1, math.maxinteger, math.mininteger, 0, -1} do
  assert(math.type(x) == "integer" and x + 1 - 1 == x and x * 1 == x and x // 1 == x and x % 1 == 0)
  assert(x - x == 0 and (x ~ x) == 0 and (x | 0) == x and (x & -1) == x and x << 0 == x and x >> 0 == x)
  assert(x == x + 0 and not (x < x) and x <= x and x ~= x + 1 and ({[x] = 1})[x] == 1)
  assert(tonumber(tostring(x)) == x and string.format("%d", x) == tostring(x))
  assert(-(-x) == x and ~~x == x and x * -1 == -x)
end
assert(edge - 1 + 1 == edge and -edge - 1 + 1 == -edge and edge - 1 < edge and -edge - 1 < -edge)
assert((edge - 1) * 2 == math.maxinteger - 1 and edge * 2 == math.mininteger and (edge - 1) * 4 == -4)
assert(edge << 1 == math.mininteger and edge >> 62 == 1 and -1 >> 1 == math.maxinteger and 1 << 64 == 0)
for a = -9, 9 do
  for _, b in ipairs {1, 2, 3, 4, 8, -1, -2, -3} do
    assert(a // b == math.floor(a / b) and a % b == a - math.floor(a / b) * b)
  end
end
local seen = 0
for i = edge - 3, edge + 2 do seen = seen + 1 assert(i == edge - 4 + seen) end
assert(seen == 6)
seen = 0
for i = math.maxinteger - 2, math.maxinteger do seen = seen + 1 end
for i = math.mininteger + 2, math.mininteger, -1 do seen = seen + 1 end
assert(seen == 6)
assert(1 == 1.0 and 1 < 1.5 and not (2 <= 1.5) and 2^53 == 1 << 53 and ({[1] = "x"})[1.0] == "x")

-- loops over a table in loops over it, with changes in between
t = {}
for i = 1, 5 do t[i] = i t["k" .. i] = i end
n = 0
for k1, v1 in pairs(t) do
  for k2, v2 in pairs(t) do n = n + v1 * v2 end
  t[k1] = v1 -- what is there may be written
end
assert(n == 30 * 30)
for k in pairs(t) do t[k] = nil end
assert(next(t) == nil)

-- arrays: nil in the middle, at the end, one behind the end
t = {1, 2, 3, 4}
t[2] = nil
assert(#t == 4 and t[2] == nil)
t[4] = nil
assert(#t == 3 or #t == 1)
t[3] = nil
assert(#t == 1)
t[2] = 2
t[#t + 1] = 3
assert(#t == 3 and t[3] == 3)
t[5] = 5
t[4] = 4
assert(#t == 5)
t = {}
t[1] = 1
t[3] = 3 -- there is room, but not for this one
assert(t[2] == nil and t[3] == 3)
t[2] = 2
assert(#t == 3 and t[3] == 3)
local log = {}
t = setmetatable({}, {__newindex = function(_, k, v) log[#log + 1] = k end})
t[1] = 1
t[#t + 1] = 2
assert(#log == 2 and #t == 0)

-- a frame's registers are not what the last call left there
local function leave() local a, b, c, d, e = 1, 2, 3, 4, 5 return a + b + c + d + e end
local function find(a, b, c) local d, e if a then d = 1 end return a, b, c, d, e end
leave()
assert(select("#", find()) == 5)
for i = 1, 5 do leave() assert(select(i, find()) == nil) end
print("ok")
