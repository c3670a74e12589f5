local function eq(a, b) assert(a == b and math.type(a) == math.type(b), tostring(a) .. " ~= " .. tostring(b)) end
eq(math.type(1), "integer") eq(math.type(1.0), "float") eq(math.type("1"), nil) eq(math.tointeger(3.0), 3) eq(math.tointeger(3.5), nil) eq(math.tointeger("8"), 8) eq(math.tointeger({}), nil)
eq(math.floor(3.7), 3) eq(math.floor(-3.7), -4) eq(math.ceil(3.2), 4) eq(math.floor(1e100), 1e100) eq(math.floor(5), 5) eq(math.ceil(-0.5), 0) eq(math.floor(2^62), 1 << 62)
eq(math.abs(-5), 5) eq(math.abs(-5.5), 5.5) eq(math.abs(math.mininteger), math.mininteger) eq(math.max(1, 2.5), 2.5) eq(math.max(2, 2.0), 2) eq(math.min(3, 1, 2), 1)
eq(math.fmod(7, 3), 1) eq(math.fmod(-7, 3), -1) eq(math.fmod(7, -3), 1) eq(math.fmod(5.5, 2), 1.5) eq(math.fmod(math.mininteger, -1), 0) eq(math.fmod(-6, 2), 0)
local i, f = math.modf(3.7) eq(i, 3) assert(math.abs(f - 0.7) < 1e-12) i, f = math.modf(-1 / 0) eq(i, -1 / 0) eq(f, 0.0) eq(select(2, math.modf(5)), 0.0) eq(math.modf(5.0), 5)
eq(math.sqrt(16), 4.0) eq(math.exp(0), 1.0) eq(math.log(8, 2), 3.0) eq(math.log(1000, 10), 3.0) assert(math.abs(math.log(27, 3) - 3) < 1e-12) eq(math.log(1), 0.0)
eq(math.sin(0), 0.0) eq(math.cos(0), 1.0) assert(math.abs(math.atan(1, 1) - math.pi / 4) < 1e-15) assert(math.abs(math.atan(1) - math.pi / 4) < 1e-15) eq(math.deg(math.pi), 180.0) eq(math.rad(180), math.pi)
eq(math.ult(1, -1), true) eq(math.ult(-1, 1), false) eq(math.huge, 1 / 0) eq(math.maxinteger + 1, math.mininteger) eq(math.maxinteger // 1 | 0, 9223372036854775807)
-- xoshiro256**: the same numbers as C Lua from the same seed
math.randomseed(42) eq(math.random(0), -1276290044721465627) eq(math.random(0), 8333941968102511665)
math.randomseed(123, 456) local s = {} for k = 1, 5 do s[k] = math.random(1, 1000) end eq(table.concat(s, " "), "686 784 867 223 335")
math.randomseed(7) eq(math.random(), 0x1.8ed6b57afb86ap-1)
for _ = 1, 200 do local r = math.random() assert(r >= 0 and r < 1) r = math.random(6) assert(r >= 1 and r <= 6 and math.type(r) == "integer") r = math.random(-3, 3) assert(r >= -3 and r <= 3) end
math.random(math.mininteger, math.maxinteger) eq(math.random(5, 5), 5) eq(math.type(math.random(0)), "integer")
print("ok")
