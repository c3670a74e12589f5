-- missing: tonumber("1e1") and others
assert(tonumber("1e1") == 10.0 and tonumber("0x10") == 16 and tonumber(" 10 ") == 10 and tonumber("0x.8p1") == 1.0)
assert(math.type(tonumber("10")) == "integer" and math.type(tonumber("10.")) == "float" and tonumber("") == nil and tonumber("1 2") == nil)
assert(tonumber("9223372036854775807") == math.maxinteger and math.type(tonumber("9223372036854775808")) == "float")
assert(tonumber("ff", 16) == 255 and tonumber("8", 8) == nil and tonumber("-7f", 36) == -267 and tonumber("inf") == nil and tonumber("nan") == nil)
assert(0xffffffffffffffff == -1 and 1e308 * 10 == math.huge)
print("ok")
