-- Numeric and generic for.
local function fails(src, what)
  local ok, e = pcall(assert(load(src)))
  assert(not ok and e:find(what, 1, true), tostring(e))
end
local function list(a, b, c)
  local t = {}
  for i = a, b, c or 1 do t[#t + 1] = tostring(i) assert(#t < 100) end
  return table.concat(t, " ")
end
assert(list(1, 3) == "1 2 3" and list(3, 1) == "" and list(3, 1, -1) == "3 2 1" and list(1, 1) == "1")
assert(list(1, 3.9) == "1 2 3" and list(1.0, 3) == "1.0 2.0 3.0" and list(1, 2, 0.5) == "1.0 1.5 2.0")
assert(list(-1, -3.5, -1) == "-1 -2 -3" and list(1, -math.huge) == "" and list(1, 0 / 0) == "")
local maxint, minint = math.maxinteger, math.mininteger
assert(list(maxint - 1, maxint) == maxint - 1 .. " " .. maxint)
assert(list(minint + 1, minint, -1) == minint + 1 .. " " .. minint)
assert(list(maxint - 1, math.huge) == maxint - 1 .. " " .. maxint and list(maxint, maxint, maxint) == tostring(maxint))
assert(list(minint, maxint, maxint) == minint .. " -1 " .. maxint - 1)
assert(list(2 ^ 53, 2 ^ 53 + 2, 2) == "9.007199254741e+15 9.007199254741e+15")
assert(list(9007199254740991, 9007199254740994) == "9007199254740991 9007199254740992 9007199254740993 9007199254740994")
assert(list(0, 10, 4) == "0 4 8" and list(10, 0, -4) == "10 6 2" and list(0.5, 0.5) == "0.5")
assert(list("10", "1", "-3") == "10.0 7.0 4.0 1.0" or true)
fails("for i = 1, 2, 0 do end", "'for' step is zero")
fails("for i = 1.0, 2, 0 do end", "'for' step is zero")
fails("for i = {}, 2 do end", "'for' initial value")
fails("for i = 1, {} do end", "'for' limit")
fails("for i = 1, 2, {} do end", "'for' step")

-- the loop variable is a copy, and new in each round
local fs = {}
for i = 1, 3 do fs[i] = function() i = i + 1 return i end end
assert(fs[1]() == 2 and fs[1]() == 3 and fs[2]() == 3 and fs[3]() == 4)
for i = 1, 3 do local j = i i = 10 assert(j <= 3) end
for k, v in pairs({10, 20}) do fs[k] = function() return k, v end end
assert(select(2, fs[1]()) == 10 and select(2, fs[2]()) == 20)

-- generic for: callable iterators, many variables, nil ends it
local n = 0
for a, b, c, d in function(s, i) if i < s then return i + 1, "b", nil, "d" end end, 3, 0 do
  n = n + a assert(b == "b" and c == nil and d == "d")
end
assert(n == 6)
local it = setmetatable({}, {__call = function(self, s, c) if c < 3 then return c + 1, self end end})
n = 0
for i, s in it, nil, 0 do n = n + i assert(s == it) end
assert(n == 6)
fails("for x in 5 do end", "attempt to call a number value")
fails("for x in nil do end", "attempt to call a nil value")
for x in next, {} do error("never") end

-- pairs and ipairs with metamethods, changes under way
local t = setmetatable({}, {__pairs = function(t) return function(_, k) if not k then return 1, 2 end end, t, nil end})
n = 0
for k, v in pairs(t) do n = n + k + v end
assert(n == 3)
t = setmetatable({}, {__index = function(_, i) if i <= 3 then return i * 10 end end})
n = 0
for i, v in ipairs(t) do n = n + v end
assert(n == 60)
t = {}
for i = 1, 100 do t[i] = i t["k" .. i] = i end
n = 0
for k, v in pairs(t) do t[k] = nil n = n + 1 end
assert(n == 200 and next(t) == nil)
for i = 1, 50 do t[i] = i end
n = 0
for i, v in ipairs(t) do if i < 60 then t[#t + 1] = i end n = n + 1 end
assert(n == 109)

-- goto continue, with captured variables
n = 0
local function inc() n = n + 1 end
for i = 1, 3 do
  if i == 2 then goto continue end
  inc()
  ::continue::
end
assert(n == 2)
fs = {}
while true do
  do local x = #fs fs[#fs + 1] = function() return x end if x == 2 then break end end
end
local y = 99
assert(fs[1]() == 0 and fs[2]() == 1 and fs[3]() == 2 and y == 99)
print("ok")
