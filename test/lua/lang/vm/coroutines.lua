-- Coroutines: switching at any depth, states, errors.
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local s = 0
for v in gen(100) do s = s + v end
assert(s == 5050)
local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) local d, e = coroutine.yield(c * 2) return d, e, nil end)
local function r(...) return table.pack(coroutine.resume(...)) end
local p = r(co, 1, 2) assert(p.n == 2 and p[1] and p[2] == 3 and coroutine.status(co) == "suspended")
p = r(co, 5) assert(p[2] == 10)
p = r(co, "x", "y") assert(p.n == 4 and p[2] == "x" and p[3] == "y" and p[4] == nil and coroutine.status(co) == "dead")
p = r(co) assert(p[1] == false and p[2] == "cannot resume dead coroutine")
-- across pcall, metamethods, iterators, sort's neighbours
co = coroutine.wrap(function()
  local mt = {__add = function(a, b) return coroutine.yield("add") end, __index = function(t, k) return coroutine.yield("index") end,
    __lt = function() return coroutine.yield("lt") end, __concat = function() return coroutine.yield("concat") end,
    __eq = function() return coroutine.yield("eq") end, __len = function() return coroutine.yield("len") end,
    __call = function(self, x) return coroutine.yield("call") end, __newindex = function(t, k, v) coroutine.yield("newindex") end, __unm = function() return coroutine.yield("unm") end}
  local t, u = setmetatable({}, mt), setmetatable({}, mt)
  assert(t + 1 == 1) assert(t.x == 2) assert((t < u) == true) assert(t .. "x" == 4) assert((t == u) == true) assert(#t == 6)
  assert(t(1) == 7) t.y = 1 assert(-t == 9)
  for v in function() return coroutine.yield("iter") end do assert(v == 10) break end
  local ok, e = pcall(function() assert(coroutine.yield("pcall") == 11) error("e", 0) end)
  assert(not ok and e == "e")
  return "done"
end)
for i, what in ipairs {"add", "index", "lt", "concat", "eq", "len", "call", "newindex", "unm", "iter", "pcall", "done"} do
  local v = co(i - 1)
  assert(v == what, what)
end
-- status, running, isyieldable
assert(select(2, coroutine.running()) == true and not coroutine.isyieldable())
local outer, inner
outer = coroutine.create(function()
  local me, main = coroutine.running()
  assert(me == outer and not main and coroutine.isyieldable() and coroutine.status(outer) == "running")
  inner = coroutine.create(function() assert(coroutine.status(outer) == "normal") assert(select(2, coroutine.resume(outer)) == "cannot resume non-suspended coroutine") coroutine.yield() end)
  assert(coroutine.resume(inner))
  assert(coroutine.status(inner) == "suspended")
  assert(not pcall(coroutine.close, me))
end)
assert(coroutine.resume(outer))
assert(coroutine.close(inner) and coroutine.close(outer) and coroutine.close(coroutine.create(print)))
-- wrap
local w = coroutine.wrap(function() error({code = 7}) end)
local ok, e = pcall(w)
assert(not ok and e.code == 7)
ok, e = pcall(w)
assert(e:find("cannot resume dead coroutine"))
ok, e = pcall(coroutine.wrap(function() error("text") end))
assert(e:find("text$"))
ok, e = pcall(coroutine.yield)
assert(e:find("outside a coroutine"))
-- recursion of resumes ends with an error
local function rec() local ok, e = coroutine.resume(coroutine.create(rec)) assert(ok, e) end
ok, e = pcall(rec)
assert(not ok and e:find("C stack overflow"))
co = coroutine.wrap(function() return pcall(co) end)
assert(co() == false)
-- many, with values kept apart
local all = {}
for i = 1, 200 do all[i] = coroutine.wrap(function(a) while true do a = coroutine.yield(a + i) end end) end
for round = 1, 3 do for i = 1, 200 do assert(all[i](round) == round + i) end end
-- producer, filter, consumer
local function filter(f, src) return coroutine.wrap(function() for v in src do if f(v) then coroutine.yield(v) end end end) end
local out = {}
for v in filter(function(v) return v % 3 == 0 end, filter(function(v) return v % 2 == 0 end, gen(30))) do out[#out + 1] = v end
assert(table.concat(out, " ") == "6 12 18 24 30")
-- permutations
local function perm(a, n) n = n or #a if n <= 1 then coroutine.yield(a) else for i = 1, n do a[n], a[i] = a[i], a[n] perm(a, n - 1) a[n], a[i] = a[i], a[n] end end end
local c = 0
for p in coroutine.wrap(function() perm {1, 2, 3, 4, 5} end) do c = c + 1 end
assert(c == 120)
print("ok")
