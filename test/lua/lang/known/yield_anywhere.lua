-- case 4: yield across pcall, a metamethod, an iterator written in Lua
local y = coroutine.yield
local co = coroutine.wrap(function()
  local ok, v = pcall(function() return y("pcall") + 1 end)
  assert(ok and v == 11)
  local t = setmetatable({}, {__index = function(_, k) return y(k) end, __add = function() return y("add") end,
    __lt = function() return y("lt") end, __concat = function() return y("concat") end})
  assert(t.index == "i" and t + 1 == "a" and t < t and t .. "" == "c")
  for v in function(_, last) if not last then return y("iterator") end end do assert(v == "once") end
  local ok, err = pcall(function() y("error"); error("after", 0) end)
  assert(not ok and err == "after")
  return "end"
end)
assert(co() == "pcall" and co(10) == "index" and co("i") == "add" and co("a") == "lt" and co(true) == "concat")
assert(co("c") == "iterator" and co("once") == "error" and co() == "end")
print("ok")
