-- Also passes under real lua5.4. Calls, methods, varargs, tail calls, limits.

local function count(...) return select("#", ...) end
local function pack(...) return { n = select("#", ...), ... } end

-- forms
local t = { f = function(x) return x end }
assert(t.f "a" == "a" and t.f [[b]] == "b" and t.f { 1 }[1] == 1 and t["f"](2) == 2)
local s = "x"
assert(s:rep(3) == "xxx" and ("y"):rep(2) == "yy" and #s:rep(4) == 4)
function t:get(k) return self[k] end
function t.a() return "a" end
t.b = { c = {} }
function t.b.c:m(...) return self, ... end
assert(t:get "f" == t.f and t.a() == "a" and select("#", t.b.c:m(1, 2)) == 3 and t.b.c:m() == t.b.c)
local chain = { n = 0 }
function chain:add(k) self.n = self.n + k return self end
assert(chain:add(1):add(2):add(3).n == 6)
local curried = function(a) return function(b) return function(c) return a + b + c end end end
assert(curried(1)(2)(3) == 6)

-- number of values
local function two() return 1, 2 end
local function none() end
assert(count(two()) == 2 and count((two())) == 1 and count(two(), two()) == 3 and count(none()) == 0 and count((none())) == 1)
assert(count(none(), none()) == 1 and count(two(), nil) == 2)
local function pass(...) return ... end
assert(count(pass(nil, nil)) == 2 and pack(pass()).n == 0)
local function skip(a, ...) return ..., a end
assert(count(skip(1, 2, 3)) == 2 and select(2, skip(1, 2, 3)) == 1)
local function defaults(a, b, ...) return a, b, count(...) end
local a, b, n = defaults(1)
assert(a == 1 and b == nil and n == 0)
a, b, n = defaults(1, 2, 3, nil)
assert(a == 1 and b == 2 and n == 2)

-- varargs in inner blocks and expressions
local function va(...)
  local sum = 0
  for i = 1, select("#", ...) do
    local v = (select(i, ...))
    do sum = sum + (v or 0) end
  end
  local first = ...
  local t = { ... }
  return sum, first, #t, (...)
end
local sum, first, len, one = va(5, 6, 7)
assert(sum == 18 and first == 5 and len == 3 and one == 5)

-- tail calls don't grow the stack; other calls keep their place
local function loop(n) if n == 0 then return "done", 1 end return loop(n - 1) end
assert(select("#", loop(100000)) == 2)
local obj = { left = 50000 }
function obj:go() if self.left == 0 then return "gone" end self.left = self.left - 1 return self:go() end
assert(obj:go() == "gone")
local function notail(n) if n == 0 then return 0 end return (notail(n - 1)) + 1 end
assert(notail(1000) == 1000)

-- many arguments, results, locals, upvalues
local args, params = {}, {}
for i = 1, 240 do args[i] = tostring(i) end
for i = 1, 199 do params[i] = "p" .. i end
local f = assert(load("local count = ... return count(" .. table.concat(args, ",") .. ")"))
assert(f(count) == 240)
f = assert(load("return function(" .. table.concat(params, ",") .. ") return p1 + p199 end"))()
local vals = {}
for i = 1, 199 do vals[i] = i end
assert(f(table.unpack(vals)) == 200)
local locals = {}
for i = 1, 200 do locals[i] = ("local v%d = %d "):format(i, i) end
assert(load(table.concat(locals) .. "return v1 + v200")() == 201)
assert(load(table.concat(locals, "", 1, 190) .. "local function f() return v1 + v190 end v1 = 10 return f()")() == 200)
local src = { "local f1, f2 do " }
for i = 1, 120 do src[#src + 1] = ("local a%d = %d "):format(i, i) end
src[#src + 1] = "function f1() local s = 0 "
for i = 1, 120 do src[#src + 1] = ("s = s + a%d "):format(i) end
src[#src + 1] = "a1 = a1 + 1 return s end end return f1() + f1()"
assert(load(table.concat(src))() == 7260 * 2 + 1)
assert(count(table.unpack(vals)) == 199)
f = load("return " .. ("'x'.."):rep(190) .. "'x'")
assert(#f() == 191)

-- too many
local function fails(src, want)
  local f, msg = load(src, "=t")
  assert(not f and msg:find(want, 1, true), msg)
end
for i = 241, 300 do args[i] = tostring(i) end
fails("f(" .. table.concat(args, ",") .. ")", "t:1: function or expression needs too many registers")
locals[201] = "local v201 = 1"
fails(table.concat(locals), "t:1: too many local variables (limit is 200) in main function near '='")
fails("\nfunction f()\n" .. table.concat(locals) .. " end", "t:3: too many local variables (limit is 200) in function at line 2 near '='")
fails(("("):rep(300), "C stack overflow")
fails(("do "):rep(300), "C stack overflow")
fails("x = " .. ("function() return "):rep(200), "C stack overflow")

-- closures: one variable each round, shared where it is one
local fs = {}
for i = 1, 3 do
  local x = i
  fs[i] = { function() x = x + 1 return x end, function() return x end }
end
assert(fs[1][1]() == 2 and fs[1][2]() == 2 and fs[2][2]() == 2 and fs[3][1]() == 4)
local function counter()
  local n = 0
  return function() n = n + 1 return n end, function() return n end
end
local inc, get = counter()
local inc2 = counter()
inc() inc()
assert(get() == 2 and inc2() == 1)
local function rec(n) local function inner() return n <= 0 and 0 or n + rec(n - 1) end return inner() end
assert(rec(10) == 55)
local p1, p2
do local hidden = 1 p1 = function() hidden = hidden * 2 return p2() end p2 = function() return hidden end end
assert(p1() == 2 and p1() == 4)
local function param(a) local function set(v) a = v end set(9) return a end
assert(param(1) == 9)
local ok = pcall(function() error "x" end)
assert(not ok and get() == 2)
inc()
assert(get() == 3)

print("ok")
