-- missing: load of texts, with a mode and an environment
local env = {}
assert(load("x = 1; return ...", "=name", "t", env)(5) == 5 and env.x == 1 and x == nil)
local parts = {"return ", "1", " + 1"}
assert(load(function() return table.remove(parts, 1) end)() == 2)
local f, err = load("x =", "=name")
assert(not f and err == "name:1: unexpected symbol near <eof>")
assert(select(2, load("return 1", "n", "b")) == "attempt to load a text chunk (mode is 'b')")
assert(load(string.dump(function(a) return a * 2 end), "d", "b")(21) == 42)
print("ok")
