-- Also passes under real lua5.4. The lines and names in run-time errors.

local function at(src, want)
  local ok, msg = pcall(assert(load(src, "=t")))
  assert(not ok and msg == want, msg)
end
at("local a\na.x = 1", "t:2: attempt to index a nil value (local 'a')")
at("\nlocal a = {}\nlocal b =\na.x.y", "t:4: attempt to index a nil value (field 'x')")
at("local a = {}\nreturn a\n.\nx\n.y", "t:5: attempt to index a nil value (field 'x')")
at("undefinedname()", "t:1: attempt to call a nil value (global 'undefinedname')")
at("local t = {}\nt.f(\n1,\n2)", "t:2: attempt to call a nil value (field 'f')")
at("local t = {}\n\nt:m()", "t:3: attempt to call a nil value (method 'm')")
at("local f\nf()", "t:2: attempt to call a nil value (local 'f')")
at("local u\nlocal function f()\nreturn u.x\nend\nlocal r = f()", "t:3: attempt to index a nil value (upvalue 'u')")
at("local a, b = 1\nreturn a +\nb", "t:2: attempt to perform arithmetic on a nil value (local 'b')")
at("local a = {}\nreturn 1\n+\na.x", "t:3: attempt to perform arithmetic on a nil value (field 'x')")
at("local a = {}\nreturn -\na", "t:2: attempt to perform arithmetic on a table value (local 'a')")
at("return #5", "t:1: attempt to get length of a number value")
at("local t = {}\nreturn t & 1", "t:2: attempt to perform bitwise operation on a table value (local 't')")
at("return 1.5\n| 2", "t:2: number has no integer representation")
at("return {} < {}", "t:1: attempt to compare two table values")
at("return 1 < 'x'", "t:1: attempt to compare number with string")
at("return {} .. 'x'", "t:1: attempt to concatenate a table value")
at("local t = setmetatable({}, { __index = function(t, k)\nerror('no ' .. k)\nend })\nreturn t.x", "t:2: no x")
at("local function f()\nerror('deep')\nend\nlocal function g()\nlocal x = f()\nend\ng()", "t:2: deep")
at("local function f() error('caller', 2) end\n\nf()", "t:3: caller")
at("error()", nil)
at("error('plain', 0)", "plain")
at("_ENV.x.y = 1", "t:1: attempt to index a nil value (global 'x')")
at("x.y = 1", "t:1: attempt to index a nil value (global 'x')")
at("local _ENV = {}\nreturn a.b", "t:2: attempt to index a nil value (global 'a')")
at("local s = 'x'\nreturn s.y.z", "t:2: attempt to index a nil value (field 'y')")
at("return ('x'):nope()", "t:1: attempt to call a nil value (method 'nope')")
at("local a = 'x' + 1", [[t:1: attempt to add a 'string' with a 'number']])
at("local t\n\nfor k in t do end", "t:3: attempt to call a nil value (for iterator 'for iterator')")

-- currentline
local function line() return debug.getinfo(2, "l").currentline end
local l = load("local line = ...\nlocal a = line()\nlocal b = { 1,\nline(),\n}\nreturn a, b[2],\nline()", "=t")
local a, b, c = l(line)
assert(a == 2 and b == 4 and c == 7)
local info = debug.getinfo(load "\n\nlocal function f()\n\nend\nreturn f"(), "S")
assert(info.linedefined == 3 and info.lastlinedefined == 5)
assert(debug.getinfo(1, "S").short_src:find "lines.lua$")

-- names of locals in scope
local function names()
  local out = {}
  for i = 1, 20 do
    local n = debug.getlocal(2, i)
    if not n then break end
    out[#out + 1] = n
  end
  return table.concat(out, " ")
end
local f = load([[
local names = ...
local a, b <const>, c = 1, 2, 3
do local inner = 1 end
for i = 1, 1 do local x; local r = names() return r end
]], "=t")
local got = f(names)
assert(got:find "^names a b c %(for state%) %(for state%) %(for state%) i x", got)

print("ok")
