-- silently wrong: escapes in strings
assert("\x41\x7a" == "Az" and "\u{48}\u{20AC}\u{7FFFFFFF}" == "H\xE2\x82\xAC\xFD\xBF\xBF\xBF\xBF\xBF")
assert("a\z
        b" == "ab" and "\065\10" == "A\n" and "\a\b\f\v" == "\7\8\12\11")
for text, msg in pairs {['"\\xg"'] = "hexadecimal digit expected", ['"\\400"'] = "decimal escape too large",
    ['"\\q"'] = "invalid escape sequence", ['"\\u{80000000}"'] = "UTF-8 value too large"} do
  local f, err = load("return " .. text)
  assert(not f and err:find(msg, 1, true), err)
end
print("ok")
