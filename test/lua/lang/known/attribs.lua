-- missing: <const> and <close>
local c <const> = 5
assert(c == 5 and load("local x <const> = 1; x = 2") == nil)
assert(select(2, load("local x <const> = 1; x = 2")):find("attempt to assign to const variable 'x'", 1, true))
assert(select(2, load("local x <other> = 1")):find("unknown attribute 'other'", 1, true))
local log = {}
local function closer(n) return setmetatable({}, {__close = function(_, e) log[#log + 1] = n .. tostring(e) end}) end
do local a <close>, b = closer("a"), 1; local d <close> = closer("d"); local e <close> = nil end
for i = 1, 2 do local b <close> = closer("b" .. i); if i == 2 then break end end
local function f() local r <close> = closer("r"); return #log end
assert(f() == 4)
pcall(function() local e <close> = closer("e"); error("!", 0) end)
do goto out; ::out:: end
assert(table.concat(log, " ") == "dnil anil b1nil b2nil rnil e!")
assert(select(2, pcall(function() local x <close> = {} end)):find("variable 'x' got a non-closable value", 1, true))
print("ok")
