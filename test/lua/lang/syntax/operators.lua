-- Also passes under real lua5.4. Precedence, associativity, folding, logic in every context.

-- operands that no compiler can fold
local two, three, four, seven, s = 2, 3, 4, 7, "5"
local function id(...) return ... end

-- precedence, each against parentheses
assert(two + three * four == 14 and (two + three) * four == 20)
assert(2 ^ 3 ^ 2 == 512 and two ^ three ^ two == 512.0)
assert(-two ^ 2 == -4 and -2 ^ 2 == -4.0 and (-two) ^ 2 == 4)
assert(not nil == true and (not nil) == true and not (nil == true))
assert(two .. three .. four == "234")
assert(1 .. 2 == "12" and two + 1 .. "" == "3")
assert(7 // 2 * 2 == 6 and seven // two * two == 6 and seven % four * two == 6)
assert(1 << 2 + 1 == 8 and (1 << two) + 1 == 5)
assert(5 & 3 | 8 ~ 1 == (5 & 3) | (8 ~ 1))
assert(seven & three | four ~ two == 7 and (seven & three) == 3)
assert(1 | 2 == 3 == false or true)
assert((1 | 2) == 3 and ("a" < "b" == true))
assert(two < three == true and not (three < two))
assert(#"abc" + 1 == 4 and -#"abc" == -3 and ~#"abc" == -4)
assert(- - two == 2 and not not two == true and ~ ~ two == 2 and -~two == 3)
assert(2 - 3 - 4 == -5 and two - three - four == -5 and 8 / 4 / 2 == 1.0)
assert("a" .. 1 + 2 == "a3" and ("x"):rep(2) .. "y" == "xxy")
assert(1 < 2 and 2 < 3 or error "x")
assert((two and three) == 3 and (nil or three) == 3 and (false and error "x") == false)
assert(1 == 1.0 and "1" ~= 1 and 0 == -0 and two ~= three)
assert(8 >> 1 == 4 and 1 << 63 == math.mininteger and 1 << 64 == 0 and -1 >> 63 == 1 and 2 >> -1 == 4)
assert(3 & 2.0 == 2 and two | 1.0 == 3)
assert(7 // 0.0 == math.huge and -7 // 2 == -4 and 7 // -2 == -4 and -7 % 3 == 2 and 7 % -3 == -2)
assert(-seven // two == -4 and -seven % three == 2 and seven % -three == -2)
assert(7.5 // 2 == 3.0 and -7.5 % 2 == 0.5 and 5.3 % math.huge == 5.3 and -5.3 % math.huge == math.huge)
assert(math.mininteger // -1 == math.mininteger and math.mininteger % -1 == 0)
assert(math.maxinteger + 1 == math.mininteger and math.maxinteger * 2 == -2)
assert(10 / 2 == 5.0 and math.type(10 / 2) == "float" and math.type(2 ^ 2) == "float" and math.type(7 // 2.0) == "float")
assert(not pcall(load "return 1 // 0") and not pcall(load "return 1 % 0") and not pcall(load "return 1.5 | 1"))
assert(tostring(0.0 * -1) == "-0.0" and tostring(0 * -1) == "0")
local nan = 0 / 0
assert(nan ~= nan and not (nan == nan) and not (nan < nan) and not (nan >= nan))
assert(not (nan < 1) and not (nan > 1) and not (1 <= nan))

-- long chains: no limit on their length
local src = { "local a = 1 return a" }
for i = 1, 5000 do src[#src + 1] = "+ a" end
assert(load(table.concat(src))() == 5001)
assert(load("local a = 1 return 0" .. ("+a-1"):rep(3000))() == 0)
assert(load("local t = {} t.a = t return t" .. (".a"):rep(3000) .. "== t")() == true)
assert(load("local f f = function() return f end return f" .. ("()"):rep(3000) .. "== f")() == true)
assert(load("local a, b = false, 1 return " .. ("a and b or "):rep(2000) .. "b")() == 1)
assert(load("local a = 1 return " .. ("a <"):rep(1) .. "2 == true" .. (" == true"):rep(2000))() == true)
assert(load("local x = 0 if x == 1 then return 1 " .. ("elseif x == 2 then return 2 "):rep(2000) .. "else return 3 end")() == 3)

-- `and` and `or` as values: all shapes against a table of truths
local function truth(a, b, c)
  return {
    a and b, a or b, a and b and c, a or b or c, a and b or c, (a or b) and c, a and (b or c), a or b and c,
    not a and b, not (a and b), not a or not b, a == b and c, a == b or c, c and a == b, c or a == b,
    not a == b, (a ~= b) == not c, a and not b or c, (a and b) == c, not (a or b) and c, a and b == c or not c,
  }
end
local function check(a, b, c)
  local t = truth(a, b, c)
  local function If(x, y, z) if x then return y() else return z() end end
  local function A() return a end
  local function Bf() return b end
  local function Cf() return c end
  local function And(x, y) if x then return y else return x end end
  local function Or(x, y) if x then return x else return y end end
  local function Not(x) if x then return false else return true end end
  local w = {
    And(a, b), Or(a, b), And(And(a, b), c), Or(Or(a, b), c), Or(And(a, b), c), And(Or(a, b), c), And(a, Or(b, c)), Or(a, And(b, c)),
    And(Not(a), b), Not(And(a, b)), Or(Not(a), Not(b)), And(rawequal(a, b), c), Or(rawequal(a, b), c), And(c, rawequal(a, b)), Or(c, rawequal(a, b)),
    rawequal(Not(a), b), Not(rawequal(a, b)) == Not(c), Or(And(a, Not(b)), c), rawequal(And(a, b), c), And(Not(Or(a, b)), c), Or(And(a, rawequal(b, c)), Not(c)),
  }
  for i = 1, 21 do assert(rawequal(t[i], w[i]), i) end
  -- the same in conditions
  local n = 0
  if a and b then n = n + 1 end
  if a or b then n = n + 2 end
  if not (a and b) or c then n = n + 4 end
  if (a or b) and not c then n = n + 8 end
  if a and (b or c) then n = n + 16 end
  if not (a or b and c) then n = n + 32 end
  if a == b or b == c then n = n + 64 end
  if not not a and not not b then n = n + 128 end
  local m = 0
  m = m + (And(a, b) and 1 or 0) + (Or(a, b) and 2 or 0) + (Or(Not(And(a, b)), c) and 4 or 0) + (And(Or(a, b), Not(c)) and 8 or 0)
  m = m + (And(a, Or(b, c)) and 16 or 0) + (Or(a, And(b, c)) and 0 or 32) + ((rawequal(a, b) or rawequal(b, c)) and 64 or 0) + (And(a, b) and 128 or 0)
  assert(n == m, n)
end
local vals = { n = 4, nil, false, true, 1 }
for i = 1, 4 do for j = 1, 4 do for k = 1, 4 do check(vals[i], vals[j], vals[k]) end end end

-- with constants in them
assert((nil and 1) == nil and (false or nil) == nil and (1 and nil) == nil and (nil or false) == false)
assert((two and nil) == nil and (two and false) == false and (nil or two) == 2 and (two or error "x") == 2)
assert((id(nil) or 1) == 1 and (id(1) and 2) == 2 and (1 and id(3)) == 3)
assert((two == 2 and "yes" or "no") == "yes" and (two ~= 2 and "yes" or "no") == "no")
local x = two > 1 and three < 4 and "in" or "out"
assert(x == "in")
while two and not true do error() end
repeat until 1 or error()
local y = nil
y = y == nil and 1 or y
assert(y == 1)

-- only the first value
assert((id(1, 2) or 3) == 1 and select("#", id(1, 2) or 3) == 1 and select("#", (id(1, 2))) == 1)
assert(select("#", id()) == 0 and select("#", (id())) == 1)

-- concatenation is one operation from the right
local log = {}
local mt = {}
mt.__concat = function(a, b)
  local l = (type(a) == "table" and a.n or a) .. "" local r = (type(b) == "table" and b.n or b) .. ""
  log[#log + 1] = l .. "," .. r
  return setmetatable({ n = l .. r }, mt)
end
local o = setmetatable({ n = "o" }, mt)
local z = "a" .. "b" .. o .. "c"
assert(z.n == "aboc" and log[1] == "o,c" and log[2] == "b,oc" and log[3] == "a,boc")

-- metamethods get the operands in their order
local M = setmetatable({}, { __add = function(a, b) return type(a) .. type(b) end, __lt = function(a, b) return type(a) == "table" end, __le = function(a, b) return type(b) == "table" end,
  __idiv = function(a, b) return "idiv" .. type(b) end, __shl = function(a, b) return "shl" .. type(a) end, __bnot = function(a, b) return rawequal(a, b) end, __unm = function(a, b) return rawequal(a, b) end, __len = function() return "len" end, __band = function(a, b) return type(a) end })
assert(M + 1 == "tablenumber" and 1 + M == "numbertable" and M < 1 and not (M > 1) and (M >= 1) and not (M <= 1) and (1 > M))
assert(M // 2 == "idivnumber" and 1 << M == "shlnumber" and ~M == true and -M == true and #M == "len" and 3 & M == "number" and M & 3 == "table")

print("ok")
