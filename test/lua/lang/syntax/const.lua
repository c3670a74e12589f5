-- Also passes under real lua5.4. <const>: constants, captured, and what may not be assigned.

local function fails(src, want)
  local f, msg = load(src, "=t")
  assert(not f and msg == "t:" .. want, msg)
end

local K <const> = 10
local S <const>, T <const> = "s", "t"
local N <const> = nil
local B <const> = false
local F <const> = 2.0
assert(K + 1 == 11 and S .. T == "st" and N == nil and B == false and not B)
assert(math.type(F) == "float" and F == 2 and K // 3 == 3 and -K == -10 and K ^ 2 == 100.0)
local E <const> = K * 2 + 1
assert(E == 21)

-- in inner functions, without being upvalues
local function f() return K, S, function() return E, N, B end end
local a, b, g = f()
assert(a == 10 and b == "s")
local e, n, bb = g()
assert(e == 21 and n == nil and bb == false)

-- as keys, methods' receivers, conditions, loop bounds
local t = { [K] = 1, [S] = 2, K = 3 }
assert(t[10] == 1 and t.s == 2 and t.K == 3 and t[K] == 1)
assert((S):rep(3) == "sss" and S:upper() == "S" and #S == 1)
if B then error() elseif K then a = 1 end
assert(a == 1)
for i = K, K + 1 do a = i end
assert(a == 11)
while B do error() end
a = B and 1 or K
assert(a == 10)
a = N or S
assert(a == "s")

-- shadowing
do
  local K = 5
  K = K + 1
  assert(K == 6)
end
assert(K == 10)

-- not constant at compile time, still not assignable
local tab <const> = {}
tab.x = 1
assert(tab.x == 1)
local function up() return tab end
assert(up() == tab)

fails("local x <const> = 1; x = 2", "1: attempt to assign to const variable 'x'")
fails("local x <const> = {}\nx = 2", "2: attempt to assign to const variable 'x'")
fails("local x <const> = {}\nlocal function f() x = 2 end", "2: attempt to assign to const variable 'x'")
fails("local x <const> = 1\nlocal function f() x = 2 end", "2: attempt to assign to const variable 'x'")
fails("local x <const> = 1\nlocal y\ny, x = 2, 3", "3: attempt to assign to const variable 'x'")
fails("local x <const> = 1; function x() end", "1: attempt to assign to const variable 'x'")
fails("local x <foo> = 1", "1: unknown attribute 'foo'")
fails("local x <const> = 1; (x) = 1", "1: syntax error near '='")

-- a goto may not jump into the scope of a constant either
fails("goto l; local x <const> = 1; ::l:: print(x)", "1: <goto l> at line 1 jumps into the scope of local 'x'")

print("ok")
