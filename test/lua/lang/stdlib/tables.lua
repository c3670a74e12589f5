local function eq(a, b) assert(a == b and math.type(a) == math.type(b), tostring(a) .. " ~= " .. tostring(b)) end
local function list(t) return table.concat(t, " ") end
local t = {1, 2, 3}
table.insert(t, 4) table.insert(t, 1, 0) eq(list(t), "0 1 2 3 4") eq(table.remove(t), 4) eq(table.remove(t, 1), 0) eq(list(t), "1 2 3")
table.insert(t, 4, "x") eq(t[4], "x") eq(table.remove(t, 4), "x") eq(table.remove(t, 4), nil) eq(table.remove({}), nil) eq(table.remove({}, 0), nil)
eq(select("#", table.remove({})), 1)
t = {n = 1} eq(#t, 0) t[0] = "z" eq(table.remove(t, 0), "z") eq(t[0], nil)
eq(table.concat({}), "") eq(table.concat({1, 2.5, "x"}, ", "), "1, 2.5, x") eq(table.concat({1, 2, 3}, "-", 2), "2-3") eq(table.concat({1, 2, 3}, "-", 2, 2), "2") eq(table.concat({}, "x", 1, 0), "")
eq(table.concat({[math.maxinteger] = "m"}, ",", math.maxinteger, math.maxinteger), "m")
local big = {} for i = 1, 20000 do big[i] = i end
eq(#table.concat(big, ","), 108893) eq(select("#", table.unpack(big)), 20000) eq((select(20000, table.unpack(big))), 20000)
local p = table.pack(nil, 2, nil) eq(p.n, 3) eq(p[2], 2) eq(select("#", table.unpack(p, 1, p.n)), 3) eq(table.pack().n, 0)
eq(table.unpack({1, 2, 3}, -1, 1), nil) eq(select("#", table.unpack({}, 2, 1)), 0) eq(select("#", table.unpack({}, math.maxinteger, math.maxinteger)), 1)
eq(list(table.move({1, 2, 3}, 1, 3, 2)), "1 1 2 3") eq(list(table.move({1, 2, 3}, 2, 3, 1)), "2 3 3") eq(list(table.move({1, 2}, 1, 2, 1, {})), "1 2") eq(#table.move({1}, 1, 0, 5), 1)
-- sort
t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1009 end table.sort(t) for i = 2, 1000 do assert(t[i - 1] <= t[i]) end
table.sort(t, function(a, b) return a > b end) for i = 2, 1000 do assert(t[i - 1] >= t[i]) end
t = {"b", "a", "C"} table.sort(t) eq(list(t), "C a b") t = {3, 1.5, 2} table.sort(t) eq(list(t), "1.5 2 3") table.sort({}) table.sort({1})
local calls = 0 t = setmetatable({}, {__lt = 1}) local v = {} for i = 5, 1, -1 do v[#v + 1] = setmetatable({i = i}, {__lt = function(a, b) calls = calls + 1 return a.i < b.i end}) end
table.sort(v) eq(v[1].i, 1) eq(v[5].i, 5) assert(calls > 0)
t = {5, 4, 3, 2, 1} table.sort(t, function(a, b) return pcall(function() return a < b end) and a < b end) eq(list(t), "1 2 3 4 5")
-- metamethods are honoured
local log, store = {}, {"a", "b", "c"}
local proxy = setmetatable({}, {__len = function() return #store end, __index = function(_, k) return store[k] end, __newindex = function(_, k, x) store[k] = x end})
eq(table.concat(proxy, ","), "a,b,c") eq(select("#", table.unpack(proxy)), 3) table.insert(proxy, "d") eq(list(store), "a b c d") eq(table.remove(proxy, 1), "a") eq(list(store), "b c d")
table.insert(proxy, 1, "z") table.sort(proxy) eq(list(store), "b c d z") eq(#proxy, 4) eq(rawlen(proxy), 0) table.move(proxy, 1, 2, 3) eq(list(store), "b c b c")
for i, x in ipairs(proxy) do log[#log + 1] = i .. x end eq(list(log), "1b 2c 3b 4c")
local obj = setmetatable({1, 2}, {__index = {push = table.insert}}) obj:push(3) eq(obj[3], 3) eq(table.remove(obj, 1), 1) eq(list(obj), "2 3") -- a class with methods
log = {} for k, x in pairs(setmetatable({}, {__pairs = function(o) return function(_, k) if not k then return 1, 2 end end, o, nil end})) do log[#log + 1] = k + x end eq(list(log), "3")
-- next, pairs, deletion while walking
t = {} for i = 1, 100 do t["k" .. i] = i end local n = 0 for k in pairs(t) do t[k] = nil n = n + 1 end eq(n, 100) eq(next(t), nil)
eq(next({}), nil) eq(next({10}), 1) eq(rawequal(t, t), true) eq(rawget(setmetatable({}, {__index = function() return 1 end}), "x"), nil)
eq(rawset({}, "a", 1).a, 1) eq(select(-1, 1, 2, 3), 3) eq(select("#"), 0) eq(select(2, "a", "b"), "b") eq(select("#", nil, nil), 2)
print("ok")
