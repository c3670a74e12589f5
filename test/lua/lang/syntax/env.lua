-- Also passes under real lua5.4. _ENV: local, parameter, upvalue, assigned; load with one.

local assert, type, setmetatable, load, print, pairs = assert, type, setmetatable, load, print, pairs

assert(_ENV == _G)
x = 1
assert(_ENV.x == 1 and _G.x == 1)
_ENV.y = 2
assert(y == 2)
x, y = nil, nil

-- a local one
do
  local _ENV = { a = 5 }
  a = a + 1
  b = "new"
  assert(a == 6 and b == "new" and _ENV.a == 6)
  local function f() c = a return c end
  assert(f() == 6 and _ENV.c == 6)
end
assert(a == nil and b == nil and c == nil)

-- a parameter
local function with(_ENV, v) z = v return z, w end
local t = { w = "w" }
local p, q = with(t, 3)
assert(p == 3 and q == "w" and t.z == 3 and z == nil)
local function set(_ENV) function f() return 1 end local function g() return h end return g end
t = { h = 9 }
assert(set(t)() == 9 and t.f() == 1)

-- an upvalue that changes
do
  local _ENV = { v = 1 }
  local function get() return v end
  assert(get() == 1)
  _ENV = { v = 2 }
  assert(get() == 2)
end

-- the chunk's own, assigned
local chunk = load [[
  local old, set = _ENV, ...
  local function get() return v end
  _ENV = { v = "inner" }
  local seen = get()
  _ENV = old
  return seen, get()
]]
v = "outer"
local s1, s2 = chunk()
assert(s1 == "inner" and s2 == "outer")
v = nil

-- load with an environment
local env = { k = 4 }
assert(load("k = k + 1 return k", "c", "t", env)() == 5 and env.k == 5)
assert(load("return _ENV", "c", "t", env)() == env)
assert(load("return function() return k end", "c", "t", env)()() == 5)
assert(load("local function f() return function() j = 1 return _ENV end end return f()()", "c", "t", env)() == env and env.j == 1)

-- methods, constructors and fields don't go through it
do
  local _ENV = { n = 1 }
  local o = { n = 2, m = function(self, d) return self.n + n + d end }
  assert(o:m(3) == 6 and o.n == 2)
end

-- metatables
do
  local _ENV = setmetatable({}, { __index = function(_, k) return "?" .. k end })
  assert(unknown == "?unknown")
  known = 1
  assert(known == 1)
end

-- compile-time constant; for loops; <close>
do
  local log = {}
  local _ENV <const> = { log = log, setmetatable = setmetatable }
  for i = 1, 3 do log[i] = i end
  for k in function(_, i) i = (i or 0) + 1 if i < 3 then return i end end do last = k end
  assert(#log == 3 and last == 2)
end

-- no global can be read where _ENV is nil
local f = load "local _ENV = nil; return a"
assert(not _G.pcall(f))

print("ok")
