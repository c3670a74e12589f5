-- missing: file:read("a") and numbers of formats
local name = os.tmpname()
local f = assert(io.open(name, "w"))
assert(f:write("first\n", 12, " 0x1F 3.5\nrest\nmore") == f and f:close())
f = assert(io.open(name))
assert(f:read() == "first" and f:read("n") == 12 and f:read("n") == 31 and f:read("n") == 3.5)
assert(f:read("L") == "\n" and f:read("a") == "rest\nmore" and f:read("a") == "" and f:read("l") == nil)
assert(f:seek("set") == 0 and f:read(5, "l", "*a") == "first")
f:close()
for a, b in io.lines(name, 1, "l") do assert(a == "f" and b == "irst") break end
assert(os.remove(name) and io.open(name) == nil)
print("ok")
