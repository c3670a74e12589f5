-- Also passes under real lua5.4. Table constructors of every size and kind.

-- positional, keyed, mixed; separators; order
local t = { 1, 2; 3, x = "x", ["y z"] = "yz", [10] = 10, 4, }
assert(#t == 4 and t[4] == 4 and t.x == "x" and t["y z"] == "yz" and t[10] == 10)
assert(#{} == 0 and #{ n = 1 } == 0 and #{ nil } == 0 and next {} == nil)
assert(({ 1, 2, 3 })[2] == 2 and ({ f = function() return 7 end }).f() == 7)
local o = { [1] = "a", "b" }
assert(o[1] == "b")
o = { x = 1, x = 2 }
assert(o.x == 2)
do
  local log = {}
  local function v(x) log[#log + 1] = x return x end
  local t = { v(1), [v "k"] = v "val", v(2), z = v(3), v(4) }
  assert(table.concat(log, " ") == "1 k val 2 3 4" and #t == 3 and t.k == "val")
end

-- open at the end, one value elsewhere
local function f(...) return ... end
t = { f(1, 2, 3) }
assert(#t == 3)
t = { f(1, 2), f(1, 2) }
assert(#t == 3 and t[2] == 1 and t[3] == 2)
t = { f(1, 2), f(1, 2), nil }
assert(#t == 2)
t = { (f(1, 2)) }
assert(#t == 1)
t = { f() }
assert(#t == 0)
t = { f(1, 2), x = 1 }
assert(t[2] == nil)
t = (function(...) return { ..., n = select("#", ...) } end)(1, 2, nil)
assert(t[1] == 1 and t[2] == nil and t.n == 3)
t = (function(...) return { n = select("#", ...), ... } end)(1, 2, nil, 4)
assert(t[1] == 1 and t[2] == 2 and t[4] == 4 and t.n == 4)

-- around the size of a batch (50), and with an open end there
for _, n in ipairs { 1, 49, 50, 51, 99, 100, 101, 150, 511, 512, 1000 } do
  local items = {}
  for i = 1, n do items[i] = tostring(i) end
  local list = table.concat(items, ",")
  local t = load("return {" .. list .. "}")()
  assert(#t == n and t[n] == n and t[1] == 1)
  t = load("local f = ... return {" .. list .. ", f()}")(function() return "a", "b" end)
  assert(#t == n + 2 and t[n + 1] == "a" and t[n + 2] == "b")
  t = load("local f = ... return {" .. list .. ", f()}")(function() end)
  assert(#t == n)
  t = load("return {" .. list .. ", ...}")("x")
  assert(#t == n + 1 and t[n + 1] == "x")
  t = load("return {x = 1, " .. list .. ", y = 2}")()
  assert(#t == n and t.x == 1 and t.y == 2)
end

-- large: over 511 batches, over 2^18 constants
for _, n in ipairs { 25550, 25551, 60000, 300000 } do
  local items = {}
  for i = 1, n do items[i] = i + 0.5 end
  local t = assert(load("return {" .. table.concat(items, ",") .. ", 'last'}"))()
  assert(#t == n + 1 and t[1] == 1.5 and t[n] == n + 0.5 and t[n + 1] == "last" and t[25551 > n and n or 25551] ~= nil)
end
do -- keys and globals whose names are far back among the constants
  local items = {}
  for i = 1, 300 do items[i] = ("k%d = %d"):format(i, i) end
  local t = load("local t = {" .. table.concat(items, ",") .. "} t.new = t.k299 t.k300 = nil function t:m(a) return self.k298 + a end t.v = t:m(2) return t")()
  assert(t.k1 == 1 and t.k299 == 299 and t.new == 299 and t.k300 == nil and t.v == 300)
  items = {}
  for i = 1, 270000 do items[i] = i + 0.5 end
  local env = { g = 5, tostring = tostring }
  local f = load("local t = {" .. table.concat(items, ",") .. "} h = g + 1 ; local function p() h = h + 1 return tostring(h) end return #t, p(), 's' .. g", "big", "t", env)
  local n, s, s2 = f()
  assert(n == 270000 and s == "7" and s2 == "s5" and env.h == 7)
end

-- nested, and built in place of a variable that it reads
local x = { 1 }
x = { x, { x, x[1] }, y = { x } }
assert(x[1][1] == 1 and x[2][2] == 1 and x.y[1] == x[1])
local depth = load("return " .. ("{"):rep(150) .. ("}"):rep(150))()
for i = 1, 149 do depth = depth[1] end
assert(type(depth) == "table" and #depth == 0)

print("ok")
