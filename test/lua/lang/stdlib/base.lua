local function eq(a, b) assert(a == b and math.type(a) == math.type(b), tostring(a) .. " ~= " .. tostring(b)) end
-- what 5.4 dropped is absent
for _, n in ipairs{"unpack", "loadstring", "setfenv", "getfenv", "module", "newproxy"} do eq(_G[n], nil) end
eq(table.getn, nil) eq(table.maxn, nil) eq(string.gfind, nil) eq(_VERSION, "Lua 5.4") eq(_G._G, _G)
-- load: strings, functions, names, modes, environments
eq(load("return 1 + 1")(), 2) eq(load("return ...", "c")(7), 7)
local parts = {"return ", "4", "2"} local i = 0 eq(load(function() i = i + 1 return parts[i] end)(), 42)
eq(select(2, load("x =", "=name")), "name:1: unexpected symbol near <eof>") eq(select(2, load("x =", "@file.lua")), "file.lua:1: unexpected symbol near <eof>")
eq(select(2, load("x =")), '[string "x ="]:1: unexpected symbol near <eof>') eq(select(2, load("x =\ny")), '[string "x =..."]:2: unexpected symbol near \'y\'' and select(2, load("x =\ny")))
eq(select(2, load("return 1", "n", "b")), "attempt to load a text chunk (mode is 'b')") eq(select(2, load(string.dump(function() end), "n", "t")), "attempt to load a binary chunk (mode is 't')")
local env = {y = 5} eq(load("x = y; return x", "c", "t", env)(), 5) eq(env.x, 5) eq(x, nil) eq(load("return _ENV", "c", "t", 123)(), 123)
eq(pcall(load("return z", "c", "t", nil)), false) local _, f, e = pcall(load, function() error("boom", 0) end) eq(f, nil) assert(tostring(e):find("boom")) _, f, e = pcall(load, function() return {} end) eq(f, nil) eq(e, "reader function must return a string")
local n = 0 eq(load(function() n = n + 1 if n == 1 then return "return 1" elseif n == 2 then return "" end error("read on") end)(), 1)
-- dump and load: fresh upvalues
local up = 3 local function adder(a) return a + (tonumber(up) or 10) end
local g = load(string.dump(adder)) eq(pcall(g, 1), true) eq(g(1), 11) eq(adder(1), 4) eq(load(string.dump(function(...) return select("#", ...) end))(1, 2, 3), 3)
eq(load(string.dump(load("return y"), true), "x", "b", {y = 9})(), 9) eq(load("\27Lua"), nil) eq(load("\27LuaXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"), nil)
-- error values and levels
eq(select(2, pcall(error, "m")), "m") eq(select(2, pcall(error, "m", 0)), "m") eq(select(2, pcall(error)), nil) local t = {} eq(select(2, pcall(error, t)), t)
local here = debug.getinfo(1, "l").currentline
local function at(level) error("m", level) end
eq(select(2, pcall(function() at(1) end)):match(":(%d+): m$"), tostring(here + 1)) eq(select(2, pcall(function() at(2) end)):match(":(%d+): m$"), tostring(here + 2))
eq(select(2, pcall(error, 12)), 12) eq(select("#", pcall(error)), 2)
-- xpcall passes arguments, the handler runs at the point of the error
eq(select(2, xpcall(function(a, b) return a + b end, print, 1, 2)), 3) eq(select(2, xpcall(error, function(m) return m .. "!" end, "x")), "x!")
assert(select(2, xpcall(function() local secret = 1 error("x") end, function() return debug.traceback() end)):find("in function 'error'"))
local ok, deep = xpcall(function() error("a") end, function(m) error(m) end) eq(ok, false)
eq(pcall(pcall), false) eq(select("#", pcall(function() return nil, nil end)), 3) eq(select(2, pcall(pcall, error, "e")), false)
-- assert
eq(select("#", assert(1, 2, 3)), 3) eq(select(2, pcall(assert, nil, t)), t) eq(select(2, pcall(assert, false, "m")), "m") eq(select(2, pcall(assert, false)), "assertion failed!") eq(select(2, pcall(assert)), "bad argument #1 to 'assert' (value expected)")
-- metatables
local mt = {__metatable = "locked"} local o = setmetatable({}, mt) eq(getmetatable(o), "locked") eq(getmetatable("").__metatable, nil) eq(getmetatable(1), nil)
eq(tostring(setmetatable({}, {__tostring = function() return "T" end})), "T")
eq(select(2, pcall(tostring, setmetatable({}, {__tostring = function() return {} end}))), "'__tostring' must return a string") eq(tostring(setmetatable({}, {__name = "N"})):match("^N: "), "N: ")
eq(tostring(print):match("^function: 0x%x+$") ~= nil, true) eq(tostring(print):find("builtin"), nil) eq(type(tostring({})), "string")
-- raw access
local r = setmetatable({}, {__index = function() return 1 end, __newindex = error, __len = function() return 9 end, __eq = function() return true end})
eq(r.x, 1) eq(rawget(r, "x"), nil) rawset(r, "x", 2) eq(r.x, 2) eq(#r, 9) eq(rawlen(r), 0) eq(rawlen("abc"), 3) eq(r == setmetatable({}, getmetatable(r)), true) eq(rawequal(r, {}), false)
-- collectgarbage
local before = collectgarbage("count") assert(math.type(before) == "float" and before > 0)
local keep = {} for k = 1, 20000 do keep[k] = {k} end assert(collectgarbage("count") > before + 500, "count doesn't grow") eq(collectgarbage(), 0) keep = nil eq(collectgarbage("collect"), 0)
eq(collectgarbage("isrunning"), true) collectgarbage("stop") eq(collectgarbage("isrunning"), false) collectgarbage("restart") eq(collectgarbage("isrunning"), true)
collectgarbage("incremental") eq(collectgarbage("generational"), "incremental") eq(collectgarbage("incremental"), "generational") eq(collectgarbage("setpause", 160), 200) eq(collectgarbage("setpause", 200), 160) eq(type(collectgarbage("step")), "boolean")
warn("@off") warn("not ", "shown")
-- files of code
local name = os.tmpname() local h = assert(io.open(name, "w")) h:write("#!/usr/bin/lua\nlocal a = ... return a or 'none', debug.getinfo(1, 'l').currentline") h:close()
eq(dofile(name), "none") eq(select(2, dofile(name)), 2) eq(assert(loadfile(name))(5), 5) h = io.open(name, "w") h:write("x = = 1") h:close() eq(select(2, loadfile(name)), name .. ":1: unexpected symbol near '='") eq(pcall(dofile, name), false)
os.remove(name) eq(select(2, loadfile(name)), "cannot open " .. name .. ": No such file or directory") eq(select(2, pcall(dofile, "/no/such")), "cannot open /no/such: No such file or directory")
print("ok")
