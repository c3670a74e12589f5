-- pcall, xpcall, error, depth limits.
local function same(a, ...) local t = {...} assert(#a == select("#", ...)) for i = 1, #a do assert(a[i] == t[i]) end end
same({true, 1, 2, 3}, pcall(function(...) return ... end, 1, 2, 3))
same({false, "x"}, pcall(error, "x", 0))
assert(select("#", pcall(function() end)) == 1 and select("#", pcall(error)) == 2)
local t = {}
assert(select(2, pcall(error, t)) == t and select(2, pcall(error, nil)) == nil)
assert(select(2, pcall(error, "m", 1)) == "m")
local _, e = pcall(function() error("m") end)
assert(e:find("^[^:]+:%d+: m$"))
local function lvl2() error("m", 2) end
_, e = pcall(function()
  lvl2()
end)
assert(e:find(": m$"), e)
assert(select(2, pcall(function() error(setmetatable({}, {__tostring = function() return "ts" end})) end)) ~= nil)
assert(not pcall(nil) and not pcall({}) and not pcall(5))
assert(select(2, pcall(nil)) == "attempt to call a nil value")
assert(pcall(pcall) == false and pcall(pcall, error) == true)
assert(pcall(setmetatable({}, {__call = function(self, x) return x == 1 end}), 1))

-- xpcall: the handler sees the stack, gets arguments on, its errors are errors
same({true, 3}, xpcall(function(a, b) return a + b end, print, 1, 2))
same({false, "handled x"}, xpcall(error, function(m) return "handled " .. m end, "x"))
local depth
xpcall(function() local secret = 1 error("x") end, function()
  for level = 1, 10 do
    local i = 1
    while true do
      local n, v = debug.getlocal(level, i)
      if not n then break end
      if n == "secret" then depth = level end
      i = i + 1
    end
    if depth then break end
    if not debug.getinfo(level + 1) then break end
  end
end)
assert(depth)
assert(select("#", xpcall(error, function() return 1, 2, 3 end)) == 2)
local ok, m = xpcall(error, error)
assert(not ok)
ok, m = xpcall(error, function(e) error(e) end, "x")
assert(not ok and type(m) == "string")
same({false, "in"}, xpcall(function() return select(2, xpcall(error, function(m) return m end, "in")) == "in" and error("in", 0) end, function(m) return m end))
assert(xpcall(function() pcall(error, "inner") return 1 end, function() assert(false) end))
ok, m = pcall(function() local x = nil; return x.y.z end)
assert(m:find("attempt to index a nil value (local 'x')", 1, true))

-- nesting, state after errors
local function nest(n) if n == 0 then error("bottom", 0) end local ok, e = pcall(nest, n - 1) error(e, 0) end
same({false, "bottom"}, pcall(nest, 50))
for i = 1, 1000 do pcall(error) end
local co = coroutine.wrap(function() for i = 1, 3 do local ok, v = pcall(function() local x = coroutine.yield(i) error(x, 0) end) assert(not ok and v == i * 10) end return "end" end)
assert(co() == 1 and co(10) == 2 and co(20) == 3 and co(30) == "end")

-- overflow is an error like others, and fast
local function loop() return 1 + loop() end
ok, m = pcall(loop)
assert(not ok and m:find("stack overflow"))
local function mloop() return setmetatable({}, {__index = function(t, k) return t[k] end}).x end
ok, m = pcall(mloop)
assert(not ok and m:find("overflow"))
local count = 0
local function ploop() count = count + 1 return pcall(ploop) end
ploop()
assert(count > 100)
ok, m = xpcall(loop, function(m) return "handled: " .. m end)
assert(not ok and m:find("^handled: .*stack overflow"))
local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
assert(deep(15000) == 15000)
ok, m = pcall(string.gsub, ("x"):rep(10), "x", function() return loop() end)
assert(not ok and m:find("overflow"))
ok, m = pcall(function() local t = setmetatable({}, {}) getmetatable(t).__newindex = t t.x = 1 end)
assert(not ok and m:find("'__newindex' chain too long; possible loop", 1, true))
ok, m = pcall(function() local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x end)
assert(not ok and m:find("'__index' chain too long; possible loop", 1, true))
print("ok")
