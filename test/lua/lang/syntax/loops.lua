-- Also passes under real lua5.4. for, while, repeat, if: bounds, scopes, exits.

local function list(from, to, step)
  local t = {}
  for i = from, to, step or 1 do t[#t + 1] = i end
  return table.concat(t, " ")
end
assert(list(1, 3) == "1 2 3" and list(3, 1) == "" and list(3, 1, -1) == "3 2 1" and list(1, 0) == "" and list(0, 0) == "0")
assert(list(1.0, 3) == "1.0 2.0 3.0" and list(1, 3.9) == "1 2 3" and list(0, 1, 0.25) == "0.0 0.25 0.5 0.75 1.0")
assert(list(1, math.huge, 2 ^ 62 // 1 | 0) ~= nil)
assert(list(math.maxinteger - 1, math.maxinteger) == "9223372036854775806 9223372036854775807")
assert(list(math.mininteger, math.mininteger + 1) == "-9223372036854775808 -9223372036854775807")
assert(list(math.mininteger + 1, math.mininteger, -1) == "-9223372036854775807 -9223372036854775808")
assert(list(1, -math.huge) == "" and list(-1, math.huge, math.maxinteger) == "-1 9223372036854775806")
assert(list(3, 2.5) == "" and list(3, 3.5) == "3" and list(-3, -3.5, -1) == "-3")
for i = 1, 0 do error() end
local function fails(src, want)
  local ok, msg = pcall(load(src, "=t"))
  assert(not ok and msg == want, msg)
end
fails("for i = 1, 2, 0 do end", "t:1: 'for' step is zero")
fails("for i = {}, 2 do end", "t:1: bad 'for' initial value (number expected, got table)")
fails("for i = 1, {} do end", "t:1: bad 'for' limit (number expected, got table)")
fails("for i = 1, 2, {} do end", "t:1: bad 'for' step (number expected, got table)")
fails("for i = 1, 2, 0.0 do end", "t:1: 'for' step is zero")

-- bounds are evaluated once; the variable is a copy
local n, calls = 3, 0
local function limit() calls = calls + 1 return n end
for i = 1, limit() do n = 10 i = i * 100 calls = calls + 0 end
assert(calls == 1)

-- generic for: three values, more and fewer variables
local function iter(t, i) i = i + 1 if t[i] then return i, t[i], "extra" end end
local out = {}
for i, v, e, none in iter, { "a", "b" }, 0 do out[#out + 1] = i .. v .. e .. tostring(none) end
assert(table.concat(out, ",") == "1aextranil,2bextranil")
for k in iter, { "a" }, 0 do assert(k == 1) end
local c = 0
for a, b, d, e, f, g in function() c = c + 1 if c < 3 then return c, c * 2, 3, 4, 5, 6 end end do assert(g == 6 and b == a * 2) end
assert(c == 3)
local callable = setmetatable({}, { __call = function(self, s, i) i = (i or 0) + 1 if i <= 2 then return i end end })
c = 0
for i in callable do c = c + i end
assert(c == 3)
for k, v in next, {} do error() end
for k, v in pairs { 7 } do assert(k == 1 and v == 7) end
local co = 0
for v in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) do co = co + v end
assert(co == 6)

-- names of the list are outside, of the loop inside
local x = { 1, 2 }
for _, x in ipairs(x) do assert(x == 1 or x == 2) end
for x = #x, #x do assert(x == 2) end
local i = "outer"
for i = 1, 2 do end
assert(i == "outer")

-- while and repeat
n = 0
while n < 5 do n = n + 1 if n == 3 then break end end
assert(n == 3)
while false do error() end
while nil do error() end
repeat local k = 1 until k
n = 0
repeat local done = n == 3 n = n + 1 until done
assert(n == 4)
n = 0
while true do
  n = n + 1
  if n < 3 then
  elseif n < 5 then goto next
  else break end
  ::next::
end
assert(n == 5)
n = 0
while n < 3 and (function() return true end)() do local y = n n = y + 1 end
assert(n == 3)
-- nested breaks leave only their own loop
n = 0
for i = 1, 3 do while true do repeat n = n + 1 break until false break end end
assert(n == 3)
for i = 1, 3 do for j = 1, 3 do if j == 2 then break end n = n + 1 end end
assert(n == 6)

-- if: every branch, constants, empty ones
local function sign(v) if v < 0 then return -1 elseif v > 0 then return 1 else return 0 end end
assert(sign(-5) == -1 and sign(5) == 1 and sign(0) == 0)
if nil then error() elseif false then error() elseif not true then error() else n = 0 end
if 0 then n = n + 1 end
if "" then n = n + 1 end
if n == 2 then else error() end
if not n then end
assert(n == 2)
if (n == 1 or n == 2) and not (n == 3) then n = 9 end
assert(n == 9)

-- dead code behind return, break and goto
local function dead(a) do return a end a = 5 return a end
assert(dead(1) == 1)
for i = 1, 2 do do break end error() end

print("ok")
