-- Also passes under real lua5.4. <close>: every way out of a block, order, errors.

local log = {}
local function C(name, err)
  return setmetatable({}, { __close = function(_, e)
    log[#log + 1] = name .. (e and ":" .. tostring(e) or "")
    if err then error(err, 0) end
  end })
end
local function check(want)
  local got = table.concat(log, " ")
  log = {}
  assert(got == want, got)
end

-- the end of a block; reverse order
do
  local a <close> = C "a"
  local b <close> = C "b"
  local n <close> = nil
  local f <close> = false
  log[1] = "body"
end
check "body b a"

-- break, goto, and the loop goes on
for i = 1, 3 do
  local x <close> = C("x" .. i)
  if i == 2 then break end
end
check "x1 x2"
for i = 1, 3 do
  local x <close> = C("x" .. i)
  if i == 2 then goto continue end
  local y <close> = C("y" .. i)
  ::continue::
end
check "y1 x1 x2 y3 x3"
do
  local i = 0
  ::again::
  i = i + 1
  do
    local x <close> = C("x" .. i)
    if i < 3 then goto again end
  end
end
check "x1 x2 x3"
do
  local i = 0
  while true do
    local a <close> = C "a"
    i = i + 1
    do
      local b <close> = C "b"
      if i == 2 then goto out end
    end
  end
  ::out::
end
check "b a b a"
repeat
  local a <close> = C "a"
  local done = true
until done
check "a"
do
  local n = 0
  repeat
    local a <close> = C("a" .. n)
    n = n + 1
  until n == 3
end
check "a0 a1 a2"

-- return: values are made before, and kept
local function f(...)
  local a <close> = C "a"
  local b <close> = C "b"
  return ...
end
assert(select("#", f()) == 0)
check "b a"
local r = table.pack(f(1, nil, 3, nil))
assert(r.n == 4 and r[1] == 1 and r[3] == 3)
check "b a"
local function g()
  local x = 1
  local a <close> = setmetatable({}, { __close = function() x = 2 end })
  return x
end
assert(g() == 1)
local function h()
  local a <close> = C "a"
  return f("r")
end
assert(h() == "r")
check "b a a"
local function nested()
  for i = 1, 3 do
    local a <close> = C("a" .. i)
    do
      local b <close> = C("b" .. i)
      while true do
        local c <close> = C("c" .. i)
        if i == 2 then return "two", i end
        break
      end
    end
  end
end
local s, n = nested()
assert(s == "two" and n == 2)
check "c1 b1 a1 c2 b2 a2"
-- no tail call while something is to be closed
local function deep(n)
  if n == 0 then return "end" end
  local a <close> = n % 500 == 0 and C(n) or nil
  return deep(n - 1)
end
assert(deep(100) == "end")

-- errors out of the block
local ok, err = pcall(function()
  local a <close> = C "a"
  local b <close> = C "b"
  error("e", 0)
end)
assert(not ok and err == "e")
check "b:e a:e"
-- an error in __close replaces the error, and closing goes on
ok, err = pcall(function()
  local a <close> = C "a"
  local b <close> = C("b", "eb")
  local c <close> = C("c", "ec")
  error("e", 0)
end)
assert(not ok and err == "eb")
check "c:e b:ec a:eb"
ok, err = pcall(function()
  local a <close> = C "a"
  local b <close> = C("b", "eb")
  local c <close> = C "c"
end)
assert(not ok and err == "eb")
check "c b a:eb"
ok, err = pcall(function()
  local a <close> = C "a"
  for i = 1, 2 do
    local b <close> = C("b", "eb" .. i)
  end
end)
assert(not ok and err == "eb1")
check "b a:eb1"
ok, err = pcall(function()
  local a <close> = C("a", "ea")
  return 1, 2
end)
assert(not ok and err == "ea")
check "a"

-- what can't be closed
local function bad(v)
  local ok, err = pcall(function()
    local a <close> = C "a"
    local x <close> = v
  end)
  assert(not ok)
  return err
end
assert(bad(42):find "variable 'x' got a non%-closable value")
assert(bad({}):find "variable 'x' got a non%-closable value")
assert(#log == 2 and log[1]:find "^a:.*non%-closable" and log[2]:find "^a:.*non%-closable")
log = {}

-- generic for: the fourth value
local function iter(n, c)
  return function(_, i) if i < n then return i + 1 end end, nil, 0, c
end
for i in iter(2, C "c") do log[#log + 1] = i end
check "1 2 c"
for i in iter(5, C "c") do
  log[#log + 1] = i
  if i == 2 then break end
end
check "1 2 c"
for i in iter(3, C "outer") do
  for j in iter(3, C "inner") do
    if j == 2 then goto next end
    log[#log + 1] = i .. "." .. j
  end
  ::next::
end
check "1.1 inner 2.1 inner 3.1 inner outer"
local function find(n)
  for i in iter(5, C "c") do
    local x <close> = C("x" .. i)
    if i == n then return i, "found" end
  end
  return nil
end
local a, b = find(2)
assert(a == 2 and b == "found")
check "x1 x2 c"
assert(find(9) == nil)
check "x1 x2 x3 x4 x5 c"
ok, err = pcall(function()
  for i in iter(2, C "c") do error("e", 0) end
end)
assert(not ok and err == "e")
check "c:e"
for i in iter(1, nil) do end
for i in iter(1, false) do end
ok, err = pcall(function() for i in iter(1, 42) do end end)
assert(not ok and err:find "variable '%(for state%)' got a non%-closable value")

-- the variable can be captured, not assigned
local get
do
  local x <close> = C "x"
  get = function() return x end
end
assert(type(get()) == "table")
check "x"
local f2, msg = load("local x <close> = nil; x = 1", "=t")
assert(not f2 and msg == "t:1: attempt to assign to const variable 'x'")
f2, msg = load("local x <close>, y <close> = nil", "=t")
assert(not f2 and msg == "t:1: multiple to-be-closed variables in local list")

-- in a declaration of several
do
  local p, q <close>, r = 1, C "q", 3
  assert(p == 1 and r == 3)
end
check "q"

-- coroutines: closing one closes its variables; yields inside a body work
local co = coroutine.create(function()
  local a <close> = C "a"
  coroutine.yield(1)
  log[#log + 1] = "resumed"
  coroutine.yield(2)
end)
assert(select(2, coroutine.resume(co)) == 1)
check ""
assert(select(2, coroutine.resume(co)) == 2)
check "resumed"
assert(coroutine.close(co))
check "a"
local co = coroutine.wrap(function()
  local a <close> = C "a"
  local b <close> = setmetatable({}, { __close = function()
    coroutine.yield "closing"
    log[#log + 1] = "b"
  end })
  return "done"
end)
assert(co() == "closing")
check ""
assert(co() == "done")
check "b a"

print("ok")
