-- missing: math.tointeger, type, ult, maxinteger
assert(math.type(1) == "integer" and math.type(1.0) == "float" and math.type("1") == nil)
assert(math.tointeger(3.0) == 3 and math.type(math.tointeger(3.0)) == "integer" and math.tointeger(3.5) == nil and math.tointeger({}) == nil)
assert(math.ult(1, -1) and not math.ult(-1, 1) and math.maxinteger == 0x7fffffffffffffff and math.floor(2.5) == 2)
assert(math.type(math.floor(2.0)) == "integer" and math.fmod(-7, 3) == -1 and math.fmod(-7, 3.0) == -1.0 and math.abs(math.mininteger) == math.mininteger)
math.randomseed(42) local a = math.random(1 << 40) math.randomseed(42) assert(a == math.random(1 << 40))
assert(math.random(0) and not pcall(math.random, 2, 1) and math.pow == nil)
print("ok")
