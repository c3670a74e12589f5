-- missing: table.unpack, pack, move
local p = table.pack(1, nil, 3, nil)
assert(p.n == 4 and p[3] == 3 and select("#", table.unpack(p, 1, p.n)) == 4 and table.unpack({1, 2, 3}, 2) == 2)
local t = table.move({1, 2, 3}, 1, 3, 2)
assert(table.concat(t, ",") == "1,1,2,3" and table.concat(table.move({1, 2, 3}, 2, 3, 1), ",") == "2,3,3")
assert(#table.move({1, 2}, 1, 2, 1, {}) == 2 and unpack == nil and loadstring == nil and table.getn == nil and setfenv == nil)
print("ok")
