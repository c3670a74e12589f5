-- missing: string.pack, packsize, unpack
assert(string.pack(">I4", 0x01020304) == "\1\2\3\4" and string.pack("<I4", 0x01020304) == "\4\3\2\1")
assert(string.pack(">I8", math.mininteger) == "\x80" .. ("\0"):rep(7) and string.unpack(">i8", ("\xff"):rep(8)) == -1)
assert(string.packsize("!8 b i8") == 16 and string.pack(">s2", "abc") == "\0\3abc" and string.pack("z", "a") == "a\0")
local a, b, pos = string.unpack("<hz", "\1\2text\0rest")
assert(a == 0x0201 and b == "text" and pos == 8)
assert(string.unpack("<d", string.pack("<d", 1 / 3)) == 1 / 3)
assert(not pcall(string.pack, "I1", 256) and not pcall(string.unpack, "i4", "abc"))
print("ok")
