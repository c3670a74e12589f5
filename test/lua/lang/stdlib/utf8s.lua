local function eq(a, b) assert(a == b and math.type(a) == math.type(b), tostring(a) .. " ~= " .. tostring(b)) end
eq(utf8.char(72, 228, 8364, 128512), "Hä€😀") eq(utf8.char(), "") eq(utf8.char(0x7fffffff), "\xfd\xbf\xbf\xbf\xbf\xbf") eq(utf8.charpattern, "[\0-\x7F\xC2-\xFD][\x80-\xBF]*")
eq(utf8.len("Hä€😀"), 4) eq(utf8.len(""), 0) local n, p = utf8.len("ab\xff") eq(n, nil) eq(p, 3) eq(utf8.len("äö", 3), 1) eq(utf8.len("\u{d7ff}"), 1) eq(utf8.len("\xed\xa0\x80"), nil) eq(utf8.len("\xed\xa0\x80", 1, -1, true), 1)
eq(select("#", utf8.codepoint("Hä€", 1, -1)), 3) eq(utf8.codepoint("€"), 8364) eq(select("#", utf8.codepoint("", 1, 0)), 0) eq(pcall(utf8.codepoint, "\xff"), false)
eq(utf8.offset("aä€", 3), 4) eq(utf8.offset("aä€", -1), 4) eq(utf8.offset("aä€", 0, 3), 2) eq(utf8.offset("abc", 5), nil) eq(utf8.offset("abc", 4), 4) eq(utf8.offset("ä", 1, 1), 1)
local t = {} for i, c in utf8.codes("aä€") do t[#t + 1] = i .. ":" .. c end eq(table.concat(t, " "), "1:97 2:228 4:8364") eq(pcall(function() for _ in utf8.codes("a\xff") do end end), false)
t = {} for c in ("aä€"):gmatch(utf8.charpattern) do t[#t + 1] = #c end eq(table.concat(t), "123") eq("\u{48}\u{20AC}", "H€") eq(("😀"):byte(1, -1), 0xf0)
print("ok")
