-- case 8: q[#q] = nil takes the same time however long q is
local q = {}
for i = 1, 200000 do q[i] = i end
local clock = os.clock()
while #q > 0 do q[#q] = nil end
assert(next(q) == nil and os.clock() - clock < 3)
print("ok")
