-- silently wrong: _ENV
local function f() local _ENV = {x = 1}; y = x + 1; return _ENV end
assert(f().y == 2 and y == nil)
local function g(_ENV) return x end
assert(g {x = "field"} == "field" and _ENV == _G)
local _ENV <const> = {_G = _G}
assert = _G.assert
assert(print == nil and _G.print)
_G.print("ok")
