-- silently wrong: tostring of numbers
local function is(v, s) assert(tostring(v) == s, tostring(v)) end
is(1e15, "1e+15") is(1 / 3, "0.33333333333333") is(1 / 0, "inf") is(-1 / 0, "-inf") is(10 / 2, "5.0") is(-0.0, "-0.0")
is(2 ^ 53, "9.007199254741e+15") is(1 << 62, "4611686018427387904") is(math.mininteger, "-9223372036854775808")
is(3, "3") is(3.0, "3.0") is(1e100, "1e+100") is(0x10p2, "64.0")
assert(tostring(0 / 0):find("nan", 1, true) and 1 .. "" == "1" and 1.0 .. "" == "1.0")
print("ok")
