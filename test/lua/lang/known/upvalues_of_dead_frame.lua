-- case 3: a closure made before an error keeps its variables
local get
local function fail() local secret = "kept"; get = function() return secret end; error("x") end
for _, try in ipairs {function() pcall(fail) end, function() xpcall(fail, function() end) end,
    function() local co = coroutine.create(fail); coroutine.resume(co) end} do
  try()
  local a, b, c, d, e, f = 1, 2, 3, 4, 5, 6
  assert(get() == "kept")
  assert((function(...) return select("#", ...) end)(a, b, c, d, e, f) == 6 and get() == "kept")
end
print("ok")
