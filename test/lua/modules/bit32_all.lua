-- The whole of bit32.
-- skynet: those of today have no bit32; Lua 5.3.5 with LUA_COMPAT_5_2 gives the same
local bit = require "bit32"
local names = {}
for name in pairs(bit) do names[#names + 1] = name end
table.sort(names)
print(table.concat(names, " "))
print(bit.band(), bit.bor(), bit.bxor(), bit.btest(), bit.bnot(0), bit.bnot(-1))
print(bit.band(0xF0F0F0F0F, -2, 0xFFFF), bit.bor(1, 2, 4.0), bit.bxor(0xFF, "15"), bit.btest(6, 3), bit.btest(4, 3))
local values = { 0, 1, 0x80000000, 0xFFFFFFFF, 0x12345678, -3, 1 << 40 }
for _, f in ipairs { "lshift", "rshift", "arshift", "lrotate", "rrotate" } do
	for _, x in ipairs(values) do
		local out = {}
		for _, n in ipairs { 0, 1, -1, 4, -4, 31, 32, -32, 33, 1000, -1000, math.maxinteger, math.mininteger } do
			out[#out + 1] = ("%x"):format(bit[f](x, n))
		end
		print(f, table.concat(out, " "))
	end
end
print(bit.extract(0x12345678, 4), bit.extract(0x12345678, 4, 8), bit.extract(-1, 0, 32), bit.extract(-1, 31))
print(bit.replace(0, 0xFF, 4), bit.replace(0x12345678, 0xABCD, 8, 8), bit.replace(-1, 5, 0, 32), bit.replace(-1, 0, 31))
local function bad(...) print((select(2, pcall(...)):gsub("bit32%.", ""))) end
bad(bit.band, 1, "x")
bad(bit.bnot)
bad(bit.bor, 1.5)
bad(bit.lshift, 1)
bad(bit.extract, 1, -1)
bad(bit.extract, 1, 0, 0)
bad(bit.extract, 1, 31, 2)
bad(bit.replace, 1, 1, 32)
-- Output:
-- arshift band bnot bor btest bxor extract lrotate lshift replace rrotate rshift
-- 4294967295	0	0	true	4294967295	0
-- 3854	7	240	true	false
-- lshift	0 0 0 0 0 0 0 0 0 0 0 0 0
-- lshift	1 2 0 10 0 80000000 0 0 0 0 0 0 0
-- lshift	80000000 0 40000000 0 8000000 0 0 0 0 0 0 0 0
-- lshift	ffffffff fffffffe 7fffffff fffffff0 fffffff 80000000 0 0 0 0 0 0 0
-- lshift	12345678 2468acf0 91a2b3c 23456780 1234567 0 0 0 0 0 0 0 0
-- lshift	fffffffd fffffffa 7ffffffe ffffffd0 fffffff 80000000 0 0 0 0 0 0 0
-- lshift	0 0 0 0 0 0 0 0 0 0 0 0 0
-- rshift	0 0 0 0 0 0 0 0 0 0 0 0 0
-- rshift	1 0 2 0 10 0 0 0 0 0 0 0 0
-- rshift	80000000 40000000 0 8000000 0 1 0 0 0 0 0 0 0
-- rshift	ffffffff 7fffffff fffffffe fffffff fffffff0 1 0 0 0 0 0 0 0
-- rshift	12345678 91a2b3c 2468acf0 1234567 23456780 0 0 0 0 0 0 0 0
-- rshift	fffffffd 7ffffffe fffffffa fffffff ffffffd0 1 0 0 0 0 0 0 0
-- rshift	0 0 0 0 0 0 0 0 0 0 0 0 0
-- arshift	0 0 0 0 0 0 0 0 0 0 0 0 0
-- arshift	1 0 2 0 10 0 0 0 0 0 0 0 0
-- arshift	80000000 c0000000 0 f8000000 0 ffffffff ffffffff 0 ffffffff ffffffff 0 ffffffff 0
-- arshift	ffffffff ffffffff fffffffe ffffffff fffffff0 ffffffff ffffffff 0 ffffffff ffffffff 0 ffffffff 0
-- arshift	12345678 91a2b3c 2468acf0 1234567 23456780 0 0 0 0 0 0 0 0
-- arshift	fffffffd fffffffe fffffffa ffffffff ffffffd0 ffffffff ffffffff 0 ffffffff ffffffff 0 ffffffff 0
-- arshift	0 0 0 0 0 0 0 0 0 0 0 0 0
-- lrotate	0 0 0 0 0 0 0 0 0 0 0 0 0
-- lrotate	1 2 80000000 10 10000000 80000000 1 1 2 100 1000000 80000000 1
-- lrotate	80000000 1 40000000 8 8000000 40000000 80000000 80000000 1 80 800000 40000000 80000000
-- lrotate	ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff
-- lrotate	12345678 2468acf0 91a2b3c 23456781 81234567 91a2b3c 12345678 12345678 2468acf0 34567812 78123456 91a2b3c 12345678
-- lrotate	fffffffd fffffffb fffffffe ffffffdf dfffffff fffffffe fffffffd fffffffd fffffffb fffffdff fdffffff fffffffe fffffffd
-- lrotate	0 0 0 0 0 0 0 0 0 0 0 0 0
-- rrotate	0 0 0 0 0 0 0 0 0 0 0 0 0
-- rrotate	1 80000000 2 10000000 10 2 1 1 80000000 1000000 100 2 1
-- rrotate	80000000 40000000 1 8000000 8 1 80000000 80000000 40000000 800000 80 1 80000000
-- rrotate	ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff
-- rrotate	12345678 91a2b3c 2468acf0 81234567 23456781 2468acf0 12345678 12345678 91a2b3c 78123456 34567812 2468acf0 12345678
-- rrotate	fffffffd fffffffe fffffffb dfffffff ffffffdf fffffffb fffffffd fffffffd fffffffe fdffffff fffffdff fffffffb fffffffd
-- rrotate	0 0 0 0 0 0 0 0 0 0 0 0 0
-- 1	103	4294967295	1
-- 16	305450360	5	2147483647
-- bad argument #2 to 'band' (number expected, got string)
-- bad argument #1 to 'bnot' (number expected, got no value)
-- bad argument #1 to 'bor' (number has no integer representation)
-- bad argument #2 to 'lshift' (number expected, got no value)
-- bad argument #2 to 'extract' (field cannot be negative)
-- bad argument #3 to 'extract' (width must be positive)
-- trying to access non-existent bits
-- trying to access non-existent bits
