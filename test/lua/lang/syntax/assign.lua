-- Also passes under real lua5.4. Assignment: order, several targets, conflicts.

-- swap, rotate
do
  local a, b = 1, 2
  a, b = b, a
  assert(a == 2 and b == 1)
  local x, y, z = 1, 2, 3
  x, y, z = y, z, x
  assert(x == 2 and y == 3 and z == 1)
end

-- a target's table and key are the ones before the assignment
do
  local t, i = {}, 1
  i, t[i] = i + 1, 20
  assert(i == 2 and t[1] == 20 and t[2] == nil)
  local a = { 10 }
  local keep = a
  a, a[1] = nil, 5
  assert(a == nil and keep[1] == 5)
  local b = { {} }
  keep = b[1]
  b, b[1].x, b[1].y = 1, 2, 3
  assert(b == 1 and keep.x == 2 and keep.y == 3)
end

-- the same with upvalues
do
  local t, i = {}, 1
  local function f() i, t[i] = i + 1, 20 end
  f()
  assert(i == 2 and t[1] == 20 and t[2] == nil)
  local a = { 1 }
  local keep = a
  local function g() a, a[1] = nil, 7 end
  g()
  assert(a == nil and keep[1] == 7)
end

-- the same with globals
i, T = 1, {}
i, T[i] = i + 1, 20
assert(i == 2 and T[1] == 20 and T[2] == nil)
i, T = nil, nil

-- too few, too many, open at the end
do
  local function f(...) return ... end
  local a, b, c, d = 1, f(2, 3)
  assert(a == 1 and b == 2 and c == 3 and d == nil)
  a, b, c, d = f(1, 2, 3), 10
  assert(a == 1 and b == 10 and c == nil and d == nil)
  a, b = f(), f(), f(error and 3)
  assert(a == nil and b == nil)
  a, b, c = (f(1, 2, 3))
  assert(a == 1 and b == nil and c == nil)
  a, b, c = f(1, 2, 3), (f(4, 5))
  assert(a == 1 and b == 4 and c == nil)
  a, b, c, d = 0, ...
  assert(a == 0 and b == nil and c == nil)
  local n = 0
  local function inc() n = n + 1 return n end
  local e = inc(), inc(), inc()
  assert(e == 1 and n == 3)
  local t = {}
  t.a, t.b, t.c = f(1, 2, 3)
  assert(t.a == 1 and t.b == 2 and t.c == 3)
  t.a, b, t.c, D = f(1, 2, 3, 4)
  assert(t.a == 1 and b == 2 and t.c == 3 and D == 4)
  D = nil
end

-- values are made left to right, before any store
do
  local log = {}
  local function v(x) log[#log + 1] = x return x end
  local t = setmetatable({}, { __newindex = function(t, k, x) log[#log + 1] = "set" .. k rawset(t, k, x) end })
  t[v "a"], t[v "b"] = v "c", v "d"
  assert(log[1] == "a" and log[2] == "b" and log[3] == "c" and log[4] == "d")
  assert(t.a == "c" and t.b == "d" and #log == 6)
end

-- a local assigned while the expression reads it
do
  local x = 5
  x = { x, x }
  assert(x[1] == 5 and x[2] == 5)
  x = x[1] + x[2]
  assert(x == 10)
  x = x and x + 1 or x
  assert(x == 11)
  x = not x or x
  assert(x == 11)
  local y = nil
  y = y or x
  assert(y == 11)
  y = (x == 11) and y
  assert(y == 11)
  y = y .. y .. x
  assert(y == "111111")
  y = -#y
  assert(y == -6)
  local function f(a) a = tostring(a) local b = a return a, b end
  assert(f(1) == "1" and select(2, f(1)) == "1")
  local function va(...)
    local a, b = 1, 2
    a = ...
    return a, b
  end
  local p, q = va(7, 8, 9)
  assert(p == 7 and q == 2)
  y = x == 11
  assert(y == true)
  y = y == true and x ~= 3 or 5
  assert(y == true)
end

-- `local f = function` doesn't see itself; `local function` does
do
  local f = function() return f end
  assert(f() == nil)
  local function g() return g end
  assert(g() == g)
  local x = 1
  local x = x + 1
  assert(x == 2)
end

-- vararg functions have no hidden `arg`
do
  local function f(...) return arg, select("#", ...) end
  local a, n = f(1, nil, nil)
  assert(a == arg and n == 3)
end

-- integers stay integers through for loops, floats floats
for v = 1, 2 do
  assert(math.type(v) == "integer")
  v = v .. ""
  assert(v == "1" or v == "2")
end

print("ok")
