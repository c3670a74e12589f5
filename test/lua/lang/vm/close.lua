-- To-be-closed variables on every way out of a block.
local log
local function c(name, fail)
  return setmetatable({}, {__close = function(_, e)
    log[#log + 1] = name .. (e ~= nil and "(" .. tostring(e):gsub("^.-:%d+: ", "") .. ")" or "")
    if fail then error(name .. "!", 0) end
  end})
end
local function run(f, ...) log = {} local r = table.pack(pcall(f, ...)) return table.concat(log, " "), table.unpack(r, 1, r.n) end

assert(run(function() local a <close> = c "a" local b <close> = c "b" end) == "b a")
local l, ok, x, y = run(function() local a <close> = c "a" return 1, (function() return 2, 3 end)() end)
assert(l == "a" and ok and x == 1 and y == 2)
l, ok, x = run(function() local a <close> = c "a" error("e", 0) end)
assert(l == "a(e)" and not ok and x == "e")
l, ok, x = run(function() local a <close> = c("a", true) local b <close> = c("b", true) error("e", 0) end)
assert(l == "b(e) a(b!)" and x == "a!")
l, ok, x = run(function() local a <close> = c("a") local b <close> = c("b", true) return 1 end)
assert(l == "b a(b!)" and x == "b!")
assert(run(function() for i = 1, 3 do local a <close> = c("a" .. i) if i == 2 then break end end end) == "a1 a2")
assert(run(function() for i = 1, 2 do do local a <close> = c("a" .. i) if i == 2 then goto out end end log[#log + 1] = "x" end ::out:: log[#log + 1] = "out" end) == "a1 x a2 out")
assert(run(function() while true do local a <close> = c "a" local b <close> = c "b" break end log[#log + 1] = "after" end) == "b a after")
assert(run(function() local n = 0 repeat local a <close> = c("a" .. n) n = n + 1 until n == 2 end) == "a0 a1")
assert(run(function() local a <close> = nil local b <close> = false end) == "")
assert(run(function() do local a <close> = c "a" end log[#log + 1] = "x" local b <close> = c "b" end) == "a x b")
-- the generic for's fourth value
local function iter(n) local i = 0 return function() i = i + 1 if i <= n then return i end end, nil, nil, c "iter" end
assert(run(function() for i in iter(2) do log[#log + 1] = i end end) == "1 2 iter")
assert(run(function() for i in iter(5) do log[#log + 1] = i if i == 2 then break end end end) == "1 2 iter")
l, ok, x = run(function() for i in iter(5) do return i end end)
assert(l == "iter" and x == 1)
assert(run(function() for i in iter(5) do error("e", 0) end end) == "iter(e)")
-- values that are returned survive; tail position is no tail call
l, ok, x = run(function() local a <close> = c "a" local function f() log[#log + 1] = "f" return "v" end return f() end)
assert(l == "f a" and x == "v")
-- upvalues
local get
run(function() local v = 1 local a <close> = setmetatable({}, {__close = function() v = v + 1 end}) get = function() return v end end)
assert(get() == 2)
-- coroutines
local co = coroutine.wrap(function() local a <close> = setmetatable({}, {__close = function() coroutine.yield("closing") log[#log + 1] = "a" end}) coroutine.yield("in") return "end" end)
log = {}
assert(co() == "in" and co() == "closing" and #log == 0 and co() == "end" and log[1] == "a")
co = coroutine.create(function() local a <close> = c "a" pcall(function() local b <close> = c "b" coroutine.yield() end) log[#log + 1] = "never" end)
log = {}
coroutine.resume(co)
assert(coroutine.close(co) and coroutine.status(co) == "dead" and table.concat(log, " ") == "b a")
co = coroutine.create(function() local a <close> = c("a", true) local b <close> = c("b", true) coroutine.yield() end)
coroutine.resume(co)
log = {}
local ok, e = coroutine.close(co)
assert(not ok and e == "a!" and table.concat(log, " ") == "b a(b!)")
assert(coroutine.close(co) == true)
co = coroutine.create(function() local a <close> = c "a" error("dead", 0) end)
log = {}
assert(select(2, coroutine.resume(co)) == "dead")
ok, e = coroutine.close(co)
assert(not ok and e == "dead" and log[1] == "a(dead)")
-- bad ones
ok, e = pcall(function() local a <close> = {} end)
assert(e:find("variable 'a' got a non-closable value", 1, true))
ok, e = pcall(function() local t = c "a" local a <close> = t getmetatable(t).__close = nil end)
assert(not ok and e:find("metamethod 'close'", 1, true))
print("ok")
