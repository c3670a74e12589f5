-- missing: utf8
assert(utf8.char(72, 228, 8364, 0x1F600) == "H\u{E4}\u{20AC}\u{1F600}" and utf8.len("\u{E4}\u{20AC}") == 2)
local n, bad = utf8.len("a\xffb")
assert(n == nil and bad == 2 and utf8.codepoint("\u{20AC}") == 8364 and utf8.offset("a\u{E4}b", 3) == 4)
local s = ""
for p, c in utf8.codes("a\u{E4}") do s = s .. p .. ":" .. c .. " " end
assert(s == "1:97 2:228 " and ("\u{E4}x"):match(utf8.charpattern) == "\u{E4}")
print("ok")
