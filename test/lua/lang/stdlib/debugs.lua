local function eq(a, b) assert(a == b and math.type(a) == math.type(b), tostring(a) .. " ~= " .. tostring(b)) end
-- getinfo
local function f(a, b, ...) local c = 1 return debug.getinfo(1, "nSlutf"), c, a, b end
local i = f(1, 2) eq(i.name, "f") eq(i.namewhat, "local") eq(i.what, "Lua") eq(i.nparams, 2) eq(i.isvararg, true) eq(i.func, f) eq(i.currentline, 3) eq(i.linedefined, 3) eq(i.lastlinedefined, 3) eq(i.istailcall, false) eq(i.source:sub(1, 1), "@")
i = debug.getinfo(print) eq(i.what, "C") eq(i.short_src, "[C]") eq(i.source, "=[C]") eq(i.currentline, -1) eq(i.linedefined, -1) eq(i.nparams, 0) eq(i.isvararg, true) eq(i.func, print) eq(debug.getinfo(1, "S").what, "main") eq(debug.getinfo(500), nil)
i = debug.getinfo(load("\n\nreturn 1\n", "=chunk"), "SL") eq(i.short_src, "chunk") eq(i.source, "=chunk") eq(i.activelines[3], true) eq(i.activelines[1], nil) eq(debug.getinfo(load("x", ("x"):rep(100)) or load(""), "S").what, "main")
local t = {} function t.field() return debug.getinfo(1, "n") end i = t.field() i = (t.field()) eq(i.name, "field") function t:m() return (debug.getinfo(1, "n")) end i = (t:m()) eq(i.name, "m") eq(i.namewhat, "method")
local function tail() return debug.getinfo(1, "t") end local function calls() return tail() end eq(calls().istailcall, true)
-- locals
local function locals(x, y, ...) local z = 30 local n1, v1 = debug.getlocal(1, 1) local n3, v3 = debug.getlocal(1, 3) debug.setlocal(1, 2, "set") local _, va = debug.getlocal(1, -2) return n1, v1, n3, v3, y, va, (debug.getlocal(1, -3)) end
local a, b, c, d, e, g, h = locals(10, 20, "v1", "v2") eq(a, "x") eq(b, 10) eq(c, "z") eq(d, 30) eq(e, "set") eq(g, "v2") eq(h, nil) eq(debug.getlocal(locals, 1), "x") eq(debug.getlocal(locals, 2), "y") eq(debug.getlocal(locals, 3), nil) eq(debug.getlocal(print, 1), nil)
local co = coroutine.create(function(p) local q = p + 1 coroutine.yield(q) return q end) coroutine.resume(co, 5)
eq(select(2, debug.getlocal(co, 1, 1)), 5) eq(debug.getlocal(co, 1, 2), "q") eq(debug.setlocal(co, 1, 2, 99), "q") eq(select(2, coroutine.resume(co)), 99) eq(debug.getinfo(co, 0), nil)
-- upvalues
local u1, u2 = 1, 2 local function up() return u1, u2 end local function other() return u2 end
eq(debug.getupvalue(up, 1), "u1") eq(select(2, debug.getupvalue(up, 2)), 2) eq(debug.setupvalue(up, 1, 11), "u1") eq(u1, 11) eq(debug.getupvalue(up, 3), nil) eq(debug.upvalueid(up, 2) == debug.upvalueid(other, 1), true) eq(debug.upvalueid(up, 1) == debug.upvalueid(other, 1), false)
debug.upvaluejoin(up, 1, other, 1) eq(up(), 2) eq(debug.upvalueid(up, 5), nil) eq(pcall(debug.upvaluejoin, up, 9, other, 1), false) eq(debug.getupvalue(print, 1), nil)
-- the _ENV idioms
local chunk = load("return xyz") eq(debug.getupvalue(chunk, 1), "_ENV") eq(debug.setupvalue(chunk, 1, {xyz = "env"}), "_ENV") eq(chunk(), "env") chunk = load("return xyz") debug.upvaluejoin(chunk, 1, (function(e) return function() return e end end){xyz = "joined"}, 1) eq(chunk(), "joined")
-- metatables of any type
debug.setmetatable(1, {__index = {double = function(n) return n * 2 end}, __call = function(n, m) return n + m end}) eq((5):double(), 10) eq((5)(6), 11) eq(getmetatable(2) ~= nil, true) debug.setmetatable(1, nil) eq(getmetatable(1), nil)
debug.setmetatable(nil, {__index = function() return "nix" end}) eq((nil).x, "nix") debug.setmetatable(nil, nil) eq(pcall(function() return (nil).x end), false) debug.setmetatable(print, {__index = {y = 1}}) eq(print.y, 1) debug.setmetatable(print, nil)
eq(debug.getmetatable(setmetatable({}, {__metatable = 1})).__metatable, 1) eq(debug.getmetatable("").__index, string) eq(type(debug.getregistry()), "table") eq(debug.getregistry(), debug.getregistry())
eq(debug.getuservalue(1), nil) eq(debug.getuservalue(io.stdout), nil) eq(pcall(debug.setuservalue, {}, 1), false)
-- traceback
local function inner() return (debug.traceback("msg", 1)) end local s = inner() eq(s:match("^msg\nstack traceback:\n\t[^\n]*debugs.lua:%d+: in [^\n]*'inner'") ~= nil, true)
eq(debug.traceback({}) ~= nil, true) eq(debug.traceback(nil), debug.traceback(nil)) eq(debug.traceback("x", 100), "x\nstack traceback:") eq(debug.traceback(12):match("^12\n") ~= nil, true) local tt = {} eq(debug.traceback(tt), tt)
local function deep(n) if n == 0 then return (debug.traceback("")) end local r = deep(n - 1) return r end eq(deep(50):match("\n\t%.%.%.\t%(skipping %d+ levels%)") ~= nil, true)
co = coroutine.create(function() local function w() coroutine.yield() end w() end) coroutine.resume(co) s = debug.traceback(co) eq(s:match("in function 'coroutine.yield'") ~= nil, true) eq(debug.traceback(coroutine.create(print)), "stack traceback:") coroutine.resume(co) eq(debug.traceback(co), "stack traceback:")
-- a coroutine that died of an error keeps its stack until it is closed
co = coroutine.create(function() local function w() error("x") end w() end) coroutine.resume(co) eq(debug.traceback(co, "m"):match("^m\nstack traceback:\n\t%[C%]: in function 'error'\n\t[^\n]*'w'\n") ~= nil, true) coroutine.close(co) eq(debug.traceback(co), "stack traceback:")
-- hooks
local n = 0 debug.sethook(function(ev) if ev == "count" then n = n + 1 end end, "", 10) for _ = 1, 1000 do end debug.sethook() assert(n > 50) local lines = {} debug.sethook(function(_, l) lines[#lines + 1] = l end, "l")
local z = 1
z = 2 debug.sethook() eq(#lines >= 2, true) eq(debug.gethook(), nil) local calls2 = 0 debug.sethook(function(ev) calls2 = calls2 + 1 end, "c") math.abs(1) debug.sethook() assert(calls2 >= 1)
local hk = function() end debug.sethook(hk, "crl", 5) local hf, hm, hc = debug.gethook() debug.sethook() eq(hf, hk) eq(hm, "crl") eq(hc, 5) eq(debug.setcstacklimit(300), 200)
print("ok")
