local function eq(a, b) assert(a == b and math.type(a) == math.type(b), tostring(a) .. " ~= " .. tostring(b)) end
local name = os.tmpname() local f = assert(io.open(name, "w"))
eq(io.type(f), "file") eq(io.type({}), nil) assert(tostring(f):find("^file %(0x")) eq(f:write("line 1\n", 2, " ", 3.5, "\n", "last"), f) eq(f:seek("cur"), 17) eq(f:close(), true)
eq(io.type(f), "closed file") eq(tostring(f), "file (closed)") eq(select(2, pcall(f.read, f)), "attempt to use a closed file")
f = assert(io.open(name)) eq(f:read(), "line 1") eq(f:read("n", "n"), 2) eq(f:read("L"), "\n") eq(f:read("a"), "last") eq(f:read("a"), "") eq(f:read("l"), nil) eq(f:read(0), nil) eq(f:seek("set", 5), 5) eq(f:read(1), "1") eq(f:read(100):sub(1, 3), "\n2 ")
eq(f:seek("end"), 17) eq(f:seek("set"), 0) eq(f:read("*l"), "line 1") eq(select("#", f:read("n", "n", "n")), 3) f:seek("set") eq(select("#", f:read("n", "n")), 1) f:close()
local t = {} for l in io.lines(name) do t[#t + 1] = l end eq(table.concat(t, "|"), "line 1|2 3.5|last") t = {} for a, b in io.lines(name, 1, "L") do t[#t + 1] = a .. b end eq(t[1], "line 1\n") eq(#t, 3)
for l in io.lines(name) do break end eq(select(2, pcall(function() for l in io.lines("/no/such") do end end)):find("No such file", 1, true) ~= nil, true)
local it = io.lines(name) while it() do end eq(select(2, pcall(it)), "file is already closed")
f = io.open(name, "r+") f:write("LINE") f:seek("cur", 0) eq(f:read(2), " 1") f:seek("set", 0) eq(f:read("l"), "LINE 1") f:close() f = io.open(name, "a") f:write("+") f:close() f = io.open(name, "a+") eq(f:read("a"), "LINE 1\n2 3.5\nlast+") f:write("!") f:seek("set") eq(#f:read("a"), 19) f:close()
local r, e, c = io.open("/no/such/file") eq(r, nil) eq(e, "/no/such/file: No such file or directory") eq(c, 2) f = io.open(name, "w") r, e, c = f:read() eq(r, nil) eq(e, "Bad file descriptor") eq(c, 9) f:close() f = io.open(name) r, e, c = f:write("x") eq(r == nil or not f:close(), true)
-- numbers
f = io.open(name, "w") f:write("0x1F -12 3.5e2 .5 +7 0x.8p1 nan 99") f:close() f = io.open(name) local n = {f:read("n", "n", "n", "n", "n", "n", "n")} eq(n[1], 31) eq(n[2], -12) eq(n[3], 350.0) eq(n[4], 0.5) eq(n[5], 7) eq(n[6], 1.0) eq(n[7], nil) f:close()
-- default files
local out = io.output() io.output(name) io.write("via default\n") io.close() eq(select(2, pcall(io.write, "x")), "default output file is closed") io.output(out) io.input(name) eq(io.read(), "via default") eq(io.read(), nil) io.close(io.input()) eq(select(2, pcall(io.read)), "default input file is closed") io.input(io.stdin)
io.input(name) t = {} for l in io.lines() do t[#t + 1] = l end eq(t[1], "via default") io.input():close() io.input(io.stdin)
-- buffers
f = io.open(name, "w") eq(f:setvbuf("full", 1024), true) f:write("x") local g = io.open(name) eq(g:read("a"), "") eq(f:flush(), f and true) eq(g:read("a"), "x") f:setvbuf("no") f:write("y") eq(g:read("a"), "y") f:setvbuf("line") f:write("z\n") eq(g:read("a"), "z\n") f:close() g:close()
do local c <close> = io.open(name) t = c end eq(io.type(t), "closed file")
f = io.tmpfile() f:write("abc") f:seek("set") eq(f:read("a"), "abc") f:close()
-- processes
f = io.popen("echo hi; exit 3") eq(f:read("a"), "hi\n") local ok, what, code = f:close() eq(ok, nil) eq(what, "exit") eq(code, 3) f = io.popen("cat > " .. name, "w") f:write("piped") eq(f:close(), true) eq(io.lines(name)(), "piped") eq(select(2, pcall(io.popen, "x", "z")), "bad argument #2 to 'io.popen' (invalid mode)")
eq(os.execute("exit 0"), true) ok, what, code = os.execute("exit 4") eq(ok, nil) eq(what, "exit") eq(code, 4) ok, what, code = os.execute("kill -9 $$") eq(what, "signal") eq(code, 9) eq(os.execute(), true)
-- os
eq(os.rename(name, name .. ".x"), true) eq(os.remove(name .. ".x"), true) r, e, c = os.remove(name .. ".x") eq(r, nil) eq(e, name .. ".x: No such file or directory") eq(c, 2) eq(os.getenv("NO_SUCH_VARIABLE_"), nil) eq(type(os.getenv("PATH")), "string") eq(math.type(os.clock()), "float") eq(os.difftime(5, 3), 2.0)
eq(os.setlocale(), "C") eq(os.setlocale("C"), "C") eq(os.setlocale(nil, "numeric"), "C") eq(os.setlocale("xx_YY"), nil) eq(os.date("!%Y-%m-%d %H:%M:%S", 86400), "1970-01-02 00:00:00") eq(os.date("!%j %U %c", 0), "001 00 Thu Jan  1 00:00:00 1970") eq(os.date("!%x %X %p", 3600 * 13), "01/01/70 13:00:00 PM")
t = os.date("*t", 1e9 // 1 | 0) eq(os.time(t), 1000000000) eq(os.date("!*t", 0).wday, 5) eq(os.date("!*t", 0).isdst, false) t = {year = 2023, month = 14, day = -3, hour = 25} os.time(t) eq(t.year, 2024) eq(t.month, 1) eq(t.day, 29) eq(t.hour, 1) eq(t.yday, 29)
eq(math.type(os.time()), "integer") eq(os.time{year = 2000, month = 1, day = 1, hour = 12} - os.time{year = 2000, month = 1, day = 1}, 0)
eq(select("#", io.write("")), 1) eq(io.write(""), io.stdout) r, e = io.stdout:seek("cur") eq(getmetatable(io.stdout).__name, "FILE*")
print("ok")
