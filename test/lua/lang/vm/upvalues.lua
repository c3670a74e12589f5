-- Closures and their variables, through errors, coroutines and blocks.
local n = 0
local function inc() n = n + 1 end
pcall(error, "x")
inc()
assert(n == 1)
xpcall(function() inc() error("y") end, function(e) inc() return e end)
inc()
assert(n == 4)

-- the variables of a dead frame are closed
local f
pcall(function() local a, b = 1, {2} f = function() a = a + 1 return a, b end error("z") end)
local junk = {(function(...) local x, y, z = 7, 8, 9 return x + y + z end)(1, 2, 3)}
assert(f() == 2 and select(2, f())[1] == 2 and f() == 4)
pcall(function() local v = "deep" pcall(function() f = function() return v end error() end) v = "changed" error() end)
assert(f() == "changed")

-- shared between closures, also of a coroutine that is suspended or gone
local get, set
local co = coroutine.wrap(function() local v = 1 get = function() return v end set = function(x) v = x end coroutine.yield() return v end)
co()
set(5)
assert(get() == 5 and co() == 5 and get() == 5)
set(6)
assert(get() == 6)
co = coroutine.create(function() local v = 1 get = function() return v end error("dead") end)
coroutine.resume(co)
assert(get() == 1)

-- a name is not visible in its own initialiser, a local function is
local g = function() return g end
assert(g() == nil)
local function h() return h end
assert(h() == h)
-- no hidden variables
assert(load("local function va(...) return arg end return va(1, 2)", "c", "t", {})() == nil)

-- loops make new variables
local fs = {}
for i = 1, 3 do local j = i * 10 fs[i] = function() j = j + 1 return j end end
assert(fs[1]() == 11 and fs[2]() == 21 and fs[1]() == 12)
fs = {}
local i = 0
repeat local x = i fs[#fs + 1] = function() return x end i = i + 1 until x == 2
assert(fs[1]() == 0 and fs[3]() == 2)
fs = {}
i = 1
while i <= 3 do local x = i fs[i] = function() return x end i = i + 1 end
assert(fs[1]() == 1 and fs[3]() == 3)
do
  local k = 1
  ::top::
  local x = k
  fs[k] = function() x = x + 100 return x end
  k = k + 1
  if k <= 3 then goto top end
end
assert(fs[1]() == 101 and fs[2]() == 102 and fs[3]() == 103 and fs[1]() == 201)

-- tail calls keep them apart; varargs
local function tail(n, acc) if n == 0 then return acc end local v = n return tail(n - 1, function() return v end) end
assert(tail(10000)() == 1)
local function cnt(...) return select("#", ...) end
local function pass(...) return cnt(...), cnt(..., ...), (cnt(...)) end
local a, b, c = pass(nil, nil, nil)
assert(a == 3 and b == 4 and c == 3 and cnt(table.unpack({}, 1, 200)) == 200)
local function many(...) local a, b = ... local t = {...} return a, b, #t end
assert(select(3, many(1, 2, 3)) == 3 and select("#", many()) == 3)
local ok = pcall(function() return cnt(table.unpack({}, 1, 1e6)) end)
assert(select("#", table.unpack({}, 1, 10000)) == 10000)
print("ok")
