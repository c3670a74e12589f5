-- case 12: deep recursion works, endless recursion ends soon
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
assert(depth(100000) == 100000)
local clock = os.clock()
local function endless() return 1 + endless() end
for _ = 1, 3 do
  local ok, err = pcall(endless)
  assert(not ok and err:find("stack overflow", 1, true))
end
local ok, err = pcall(string.gsub, "x", "x", function() local function f(s) return (s:gsub("x", f)) end return f("x") end)
assert(not ok and err:find("C stack overflow", 1, true))
assert(os.clock() - clock < 10)
print("ok")
