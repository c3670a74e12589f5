local function eq(a, b) assert(a == b and math.type(a) == math.type(b), tostring(a) .. " ~= " .. tostring(b)) end
local co = coroutine.create(function(a) local b = coroutine.yield(a + 1) error("x" .. b, 0) end)
eq(coroutine.status(co), "suspended") eq(select(2, coroutine.resume(co, 1)), 2) eq(select(2, coroutine.resume(co, "y")), "xy") eq(coroutine.status(co), "dead") eq(select(2, coroutine.resume(co)), "cannot resume dead coroutine")
eq(select(2, coroutine.resume(coroutine.running())), "cannot resume non-suspended coroutine") eq(select(2, coroutine.running()), true) eq(coroutine.isyieldable(), false) eq(coroutine.isyieldable(co) ~= nil, true)
co = coroutine.wrap(function() eq(coroutine.isyieldable(), true) eq(select(2, coroutine.running()), false) eq(coroutine.status(coroutine.running()), "running") return "r" end) eq(co(), "r") eq(select(2, pcall(co)), "cannot resume dead coroutine")
eq(select(2, pcall(coroutine.yield)), "attempt to yield from outside a coroutine")
-- across pcall, metamethods, iterators, table.sort's caller
co = coroutine.wrap(function() local ok, v = pcall(function() return coroutine.yield(1) + 1 end) local m = setmetatable({}, {__add = function(_, x) return coroutine.yield(x) end}) local s = m + 5 for x in function(_, c) return coroutine.yield("it") end do return ok, v, s, x end end)
eq(co(), 1) eq(co(10), 5) eq(co("sum"), "it") local a, b, c, d = co("x") eq(a, true) eq(b, 11) eq(c, "sum") eq(d, "x")
co = coroutine.wrap(function() return xpcall(function() coroutine.yield("in") error("e", 0) end, function(m) return "h:" .. m end) end) eq(co(), "in") eq(select(2, co()), "h:e")
-- wrap: position is added to error texts of the caller
co = coroutine.wrap(function() error({}) end) eq(type(select(2, pcall(co))), "table") co = coroutine.wrap(function() error("m", 0) end) eq(select(2, pcall(function() co() end)):match(":%d+: m$") ~= nil, true)
-- close
local log = {} co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function(_, e) log[#log + 1] = tostring(e) end}) coroutine.yield() end) coroutine.resume(co) eq(coroutine.close(co), true) eq(log[1], "nil") eq(coroutine.status(co), "dead") eq(coroutine.close(co), true)
co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() error("in close", 0) end}) coroutine.yield() end) coroutine.resume(co) local ok, e = coroutine.close(co) eq(ok, false) eq(e, "in close") eq(coroutine.close(co), true)
co = coroutine.create(error) coroutine.resume(co, "died") ok, e = coroutine.close(co) eq(ok, false) eq(e, "died") eq(coroutine.close(coroutine.create(print)), true)
co = coroutine.create(function() return select(2, pcall(coroutine.close, coroutine.running())) end) eq(select(2, coroutine.resume(co)), "cannot close a running coroutine")
co = coroutine.wrap(function() local me = coroutine.running() return coroutine.wrap(function() return coroutine.status(me), select(2, pcall(coroutine.close, me)) end)() end) a, b = co() eq(a, "normal") eq(b, "cannot close a normal coroutine")
-- many, nested, with varied numbers of values
local gen = function(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end local s = 0 for i in gen(100) do s = s + i end eq(s, 5050) local t = {} for i = 1, 500 do t[i] = gen(2) end for i = 1, 500 do eq(t[i](), 1) end
eq(select("#", coroutine.resume(coroutine.create(function(...) return ... end), nil, nil)), 3) co = coroutine.create(function(...) while true do coroutine.yield(select("#", ...)) end end) eq(select(2, coroutine.resume(co, 1, nil, nil)), 3)
print("ok")
