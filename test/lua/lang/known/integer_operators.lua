-- missing: // & | ~ << >>
assert(7 // 2 == 3 and -7 // 2 == -4 and 7 // 2.0 == 3.0 and math.type(7 // 2.0) == "float" and 1 // 0.0 == math.huge)
assert(0xF0 & 0x3C == 0x30 and 0xF0 | 0x0F == 0xFF and 0xFF ~ 0x0F == 0xF0 and ~0 == -1)
assert(1 << 63 == math.mininteger and 1 << 64 == 0 and -1 >> 63 == 1 and 1 << -1 == 0 and 2 >> -1 == 4 and 3.0 & 1 == 1)
assert(math.maxinteger + 1 == math.mininteger and math.mininteger // -1 == math.mininteger and 5 % -3 == -1)
for text, msg in pairs {["1 // 0"] = "attempt to divide by zero", ["1 % 0"] = "attempt to perform 'n%0'",
    ["1.5 & 1"] = "number has no integer representation", ["{} | 1"] = "attempt to perform bitwise operation on a table value"} do
  local ok, err = pcall(load("return " .. text:gsub("^{}", "({})")))
  assert(not ok and err:find(msg, 1, true), err)
end
print("ok")
