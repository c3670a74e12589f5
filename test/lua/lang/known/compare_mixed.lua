-- missing: __lt, __le and __eq on two types
local mt = {__lt = function(a, b) return "lt" end, __le = function(a, b) return nil end, __eq = function() return 1 end}
local a, b = setmetatable({}, mt), setmetatable({}, {})
assert((a < 1) == true and (1 < a) == true and (a <= "x") == false and (a < b) == true and (a == b) == true and (a == 1) == false)
assert(1 < 1.5 and 2^53 == (1 << 53) and (1 << 53) + 1 > 2^53 and math.maxinteger < math.huge and not (0/0 < 1) and "a" < "b")
assert(select(2, pcall(function() return 1 < "1" end)):find("attempt to compare number with string", 1, true))
print("ok")
