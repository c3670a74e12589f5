-- Also passes under real lua5.4. goto and labels, and what they close.

local function syntaxError(src, want)
  local f, msg = load(src, "=t")
  assert(not f and msg == want, msg)
end

-- the continue idiom
do
  local sum = 0
  for i = 1, 10 do
    if i % 2 == 0 then goto continue end
    sum = sum + i
    ::continue::
  end
  assert(sum == 25)
  local n, i = 0, 0
  while i < 10 do
    i = i + 1
    if i > 5 then goto continue end
    n = n + 1
    ::continue::
  end
  assert(n == 5)
  n, i = 0, 0
  repeat
    i = i + 1
    if i == 3 then goto continue end
    n = n + 1
    ::continue::
  until i >= 6
  assert(n == 5)
  n = 0
  for _, v in ipairs { 1, 2, 3, 4 } do
    if v == 2 then goto continue end
    n = n + v
    ::continue::
  end
  assert(n == 8)
end

-- a goto leaves variables around it alone
do
  local n = 0
  local function inc() n = n + 1 end
  for i = 1, 3 do
    if i == 2 then goto cont end
    inc()
    ::cont::
  end
  assert(n == 2)
end

-- every round has its own captured variable
do
  local fs = {}
  for i = 1, 4 do
    local x = i * 10
    if i == 3 then
      fs[#fs + 1] = function() x = x + 1 return -x end
      goto continue
    end
    fs[#fs + 1] = function() x = x + 1 return x end
    ::continue::
  end
  assert(fs[1]() == 11 and fs[1]() == 12 and fs[2]() == 21 and fs[3]() == -31 and fs[4]() == 41)
end

-- backward: a loop of labels, each round a new variable
do
  local fs, i = {}, 1
  ::again::
  local x = i
  fs[i] = function() return x end
  i = i + 1
  if i <= 3 then goto again end
  assert(fs[1]() == 1 and fs[2]() == 2 and fs[3]() == 3)
end

-- break and goto out of nested blocks close what they leave
do
  local f
  while true do
    do
      local x = 1
      f = function() return x end
      break
    end
  end
  local y, z = 99, 98
  assert(f() == 1)
  for i = 1, 3 do
    for j = 1, 3 do
      local x = i * j
      f = function() return x end
      if x == 4 then goto out end
    end
  end
  ::out::
  local a, b, c, d, e, g, h = 0, 0, 0, 0, 0, 0, 0
  assert(f() == 4)
  repeat
    local x = 7
    f = function() return x end
    if x then break end
  until false
  local a, b = 1, 2
  assert(f() == 7)
end

-- out of the for's own variable
do
  local fs = {}
  for i = 1, 3 do
    fs[i] = function() return i end
    if i == 2 then goto done end
  end
  ::done::
  local p, q, r, s, t = 1, 2, 3, 4, 5
  assert(fs[1]() == 1 and fs[2]() == 2)
end

-- repeat: the condition sees captured locals
do
  local fs, n = {}, 0
  repeat
    local k = n
    fs[#fs + 1] = function() return k end
    n = n + 1
  until k == 3
  assert(#fs == 4 and fs[1]() == 0 and fs[4]() == 3)
end

-- the same label in different blocks and functions
do
  do goto l ::l:: end
  do goto l ::l:: end
  local function f() goto l ::l:: return 1 end
  goto l
  ::l::
  assert(f() == 1)
end

-- a state machine
local function machine(n)
  local trace = {}
  ::one:: trace[#trace + 1] = 1 if #trace > n then goto stop end goto three
  ::two:: trace[#trace + 1] = 2 if #trace > n then goto stop end goto one
  ::three:: trace[#trace + 1] = 3 goto two
  ::stop::
  return table.concat(trace)
end
assert(machine(5) == "132132" or machine(5) == "1321321", machine(5))

-- to a label at a block's end, over locals
do
  goto finish
  local x <const> = 5
  local y = 6
  ::finish::
end
do
  goto finish
  local x
  ::finish:: ;;; ::another::
end

-- `goto` in a condition's body, the simplest
do
  local i = 0
  ::top::
  i = i + 1
  if i < 10 then goto top end
  assert(i == 10)
end

syntaxError("goto x", "t:1: no visible label 'x' for <goto> at line 1")
syntaxError("goto x; do ::x:: end", "t:1: no visible label 'x' for <goto> at line 1")
syntaxError("do goto x; local a; ::x:: print(a) end", "t:1: <goto x> at line 1 jumps into the scope of local 'a'")
syntaxError("repeat goto c; local x; ::c:: until x", "t:1: <goto c> at line 1 jumps into the scope of local 'x'")
syntaxError("::a::\n::a::", "t:2: label 'a' already defined on line 2")
syntaxError("::a::\ndo ::a:: end", "t:2: label 'a' already defined on line 1")
syntaxError("\nbreak\n", "t:3: break outside loop at line 2")
syntaxError("while 1 do local function f() break end end", "t:1: break outside loop at line 1")
assert(load "do local x ::a:: end ::a::")

print("ok")
