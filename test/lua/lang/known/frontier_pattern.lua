-- silently wrong: %f
assert(("THE (quick) fox"):find("%f[%a]%a+%f[%A]") == 1)
assert(("one two"):gsub("%f[%w]%w+", "<%0>") == "<one> <two>")
assert(("x"):find("%f[%z]") == 2 and ("aXb"):match("%f[%u].") == "X")
print("ok")
