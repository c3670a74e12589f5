-- case 15: concat and unpack of thousands
local t = {}
for i = 1, 100000 do t[i] = i end
assert(#table.concat(t, ",") == 588894)
assert(select("#", table.unpack(t)) == 100000)
assert(select(-1, table.unpack(t, 1, 50000)) == 50000)
assert(#{table.unpack(t)} == 100000 and string.char(table.unpack(t, 65, 90)) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
print("ok")
