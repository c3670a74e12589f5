-- Weak tables and finalizers, as far as a few collections show them.
local function collect(done)
  for i = 1, 50 do
    collectgarbage()
    local junk = {} for j = 1, 100 do junk[j] = {j} end
    if done() then return true end
    local t = os.clock() while os.clock() - t < 0.03 do end
  end
end
local count = 0
local mt = {__gc = function(o) count = count + o.n end}
local function make() for i = 1, 10 do setmetatable({n = 1}, mt) end end
make()
assert(collect(function() return count == 10 end))
-- values
local v = setmetatable({}, {__mode = "v"})
local keep = {}
local function fill() v[1] = {} v.a = {} v.f = function() return keep end v.keep = keep v.s = "text" v.n = 1 end
fill()
assert(collect(function() return v[1] == nil and v.a == nil end))
assert(v.keep == keep and v.s == "text" and v.n == 1)
-- keys, also of pairs whose value refers to the key
local k = setmetatable({}, {__mode = "k"})
local function fill2() k[{}] = 1 k[keep] = {keep} local o = {} k[o] = {o} k.s = {} end
fill2()
assert(collect(function() local n = 0 for _ in pairs(k) do n = n + 1 end return n == 2 end))
assert(k[keep][1] == keep and k.s)
-- both; deletion while walking
local b = setmetatable({}, {__mode = "kv"})
for i = 1, 10 do b[i] = i b["k" .. i] = keep end
local n = 0
for key in pairs(b) do b[key] = nil n = n + 1 end
assert(n == 20 and next(b) == nil)
b[1] = keep b[2] = keep
assert(#b == 2 and rawlen(b) == 2)
-- a weak table may become strong
local w = setmetatable({}, {__mode = "k"})
w[keep] = 1
setmetatable(w, nil)
assert(w[keep] == 1 and next(w) == keep)
-- memory is counted and comes back
collectgarbage()
local before = collectgarbage("count")
local big = {}
for i = 1, 20000 do big[i] = {i} end
local full = collectgarbage("count")
assert(full > before + 500)
big = nil
collectgarbage() collectgarbage()
assert(collectgarbage("count") < full - 400)
print("ok")
