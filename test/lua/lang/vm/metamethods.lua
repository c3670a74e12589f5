-- Metamethods of all events.
local trace
local mt = {}
for _, ev in ipairs {"add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat"} do
  mt["__" .. ev] = function(a, b) trace = ev return ev end
end
for _, ev in ipairs {"unm", "bnot", "len"} do mt["__" .. ev] = function(a, b) trace = ev return ev end end
local t = setmetatable({}, mt)
assert(t + 1 == "add" and 1 + t == "add" and t - t == "sub" and 2 * t == "mul" and t / 2 == "div" and t % 2 == "mod" and t ^ 2 == "pow")
assert(t // 2 == "idiv" and (t & 1) == "band" and (1 | t) == "bor" and (t ~ 1) == "bxor" and (t << 1) == "shl" and (1 >> t) == "shr")
assert(t .. "x" == "concat" and "x" .. t == "concat" and 1 .. t == "concat" and -t == "unm" and ~t == "bnot" and #t == "len")
assert(t .. "x" == "concat" and "x" .. t == "concat" and 1 .. t == "concat" and -t == "unm" and ~t == "bnot" and #t == "len")
assert("10" + t == "add" and (t & "x") == "band" and (1.5 | t) == "bor")
-- comparison
local cmp = setmetatable({}, {__lt = function(a, b) return 1 end, __le = function() return nil end, __eq = function() return "yes" end})
local cmp2 = setmetatable({}, getmetatable(cmp))
assert((cmp < cmp2) == true and (cmp <= cmp2) == false and (cmp == cmp2) == true and (cmp ~= cmp2) == false and (cmp > 1) == true and (1 < cmp) == true)
assert((cmp == 1) == false and rawequal(cmp, cmp2) == false and cmp == cmp)
-- index chains
local base = {x = "base"}
local mid = setmetatable({y = "mid"}, {__index = base})
local top = setmetatable({z = "top"}, {__index = mid})
assert(top.x == "base" and top.y == "mid" and top.z == "top" and top.w == nil)
local fn = setmetatable({}, {__index = function(t, k) return k .. "!" end})
local viaFn = setmetatable({}, {__index = fn})
assert(viaFn.a == "a!" and viaFn[1] == "1!")
assert(("x").len == string.len and ("abc"):upper() == "ABC" and ("x").nope == nil)
-- the key is as it was written, but raw access takes a float for its integer
local kinds = {}
local asked = setmetatable({[3.0] = "three"}, {
  __index = function(_, k) return math.type(k) end,
  __newindex = function(t, k, v) kinds[#kinds + 1] = math.type(k) rawset(t, k, v) end,
})
local one = 1.0
assert(asked[1.0] == "float" and asked[one] == "float" and asked[1] == "integer" and asked[-2^63] == "float" and asked[3.0] == "three")
asked[2.0] = "two" asked[one] = "one" asked[2.0] = "2"
assert(table.concat(kinds, " ") == "float float" and asked[1] == "one" and asked[2] == "2" and math.type(next(asked)) == "integer")
-- newindex
local store = {}
local ro = setmetatable({}, {__newindex = store})
ro.a = 1 ro[1] = 2
assert(store.a == 1 and store[1] == 2 and next(ro) == nil)
local log = {}
local w = setmetatable({old = 1}, {__newindex = function(t, k, v) log[#log + 1] = k rawset(t, k, v) end})
w.old = 2 w.new = 3 w.new = 4 w.old = nil w.old = 5
assert(table.concat(log, " ") == "new old")
-- call
local callable = setmetatable({}, {__call = function(self, ...) return self, select("#", ...), ... end})
local a, n, x = callable(1, nil)
assert(a == callable and n == 2 and x == 1)
local function tail(...) return callable(...) end
a, n = tail(1, 2, 3)
assert(a == callable and n == 3)
local nested = setmetatable({}, {__call = callable})
a, n, x = nested("v")
assert(a == callable and n == 2 and x == nested)
assert(pcall(callable) and select(2, pcall(callable, 1)) == callable)
assert(table.pack(("x"):gsub("x", function() return "y" end))[1] == "y")
-- tostring, name, metatable, pairs, len
assert(tostring(setmetatable({}, {__tostring = function() return "T" end})) == "T")
assert(tostring(setmetatable({}, {__name = "N"})):find("^N: "))
assert(not pcall(tostring, setmetatable({}, {__tostring = function() return 1 == 1 end})))
assert(#setmetatable({1, 2}, {__len = function(t) return rawlen(t) * 10 end}) == 20)
-- types share one
debug.setmetatable(1, {__index = function(n, k) return k .. n end, __call = function(n, x) return n + x end, __len = function() return "num" end})
assert((5).abc == "abc5" and (5)(6) == 11 and #7 == "num" and (1.5).z == "z1.5")
debug.setmetatable(1, nil)
debug.setmetatable(nil, {__index = function(_, k) return k end})
local nothing
assert(nothing.field == "field")
debug.setmetatable(nil, nil)
assert(not pcall(function() return nothing.field end))
-- __index on a missing method, self calls
local C = {} C.__index = C
function C.new(v) return setmetatable({v = v}, C) end
function C:get(d) return self.v + (d or 0) end
local D = setmetatable({}, {__index = C}) D.__index = D
function D:get() return C.get(self, 100) end
assert(C.new(1):get() == 1 and setmetatable({v = 1}, D):get() == 101)
-- _ENV
do
  local _ENV = setmetatable({}, {__index = _G, __newindex = function(t, k, v) rawset(t, k, v * 2) end})
  q = 21
  assert(q == 42 and rawget(_G, "q") == nil)
end
assert(load("x = 1 return x", "c", "t", setmetatable({}, {__newindex = function() end}))() == nil)
local env = {}
load("y = 5 function f() return y end", "c", "t", env)()
assert(env.y == 5 and env.f() == 5 and y == nil)
print("ok")
