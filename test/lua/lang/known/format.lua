-- silently wrong: string.format
local function fails(msg, ...) local ok, err = pcall(string.format, ...); assert(not ok and err:find(msg, 1, true), err) end
fails("number has no integer representation", "%d", 3.7)
fails("number expected, got string", "%d", "x")
assert(("%d"):format(3.0) == "3" and ("%d"):format("10") == "10" and ("%5.1f|"):format(3) == "  3.0|")
assert(("%s"):format(setmetatable({}, {__tostring = function() return "mine" end})) == "mine")
fails("'__tostring' must return a string", "%s", setmetatable({}, {__tostring = function() return {} end}))
local c = ("%c%c"):format(200, 0)
assert(#c == 2 and c:byte(1) == 200 and c:byte(2) == 0)
assert(("%q"):format(1 / 3) == "0x1.5555555555555p-2" and ("%q"):format("a\n\0") == '"a\\\n\\0"')
assert(("%a"):format(1) == "0x1p+0" and ("%i"):format(-0) == "0" and ("%-5s|%.2s"):format("ab", "xyz") == "ab   |xy")
print("ok")
