-- All of lfs but chdir (test/cli has that), in a directory of its own.
-- LuaFileSystem: ran on 1.9.0
local lfs = require "lfs"

local root = os.tmpname()
os.remove(root)
local function say(...) -- without the directory's name
	local out = table.pack(...)
	for i = 1, out.n do
		local s, at = tostring(out[i]), nil
		at = s:find(root, 1, true)
		while at do
			s = s:sub(1, at - 1) .. "ROOT" .. s:sub(at + #root)
			at = s:find(root, 1, true)
		end
		out[i] = s
	end
	print(table.concat(out, "\t"))
end
local function names(path)
	local list = {}
	for name in lfs.dir(path) do list[#list + 1] = name end
	table.sort(list)
	return table.concat(list, " ")
end

say("global", lfs == _G.lfs)
say("mkdir", lfs.mkdir(root))
say("again", lfs.mkdir(root))
say("under nothing", lfs.mkdir(root .. "/a/b"))
say("empty", names(root))
say("mode", lfs.attributes(root, "mode"), lfs.attributes(root).mode, lfs.attributes(root, "permissions"):sub(1, 3))

local file = root .. "/file.txt"
local f = assert(io.open(file, "w"))
f:write("hello")
f:close()
lfs.mkdir(root .. "/sub")
say("names", names(root))
say("size", lfs.attributes(file, "size"), lfs.attributes(file, "mode"), lfs.attributes(file, "nlink"))
say("touch", lfs.touch(file, 1000, 2000), lfs.attributes(file, "access"), lfs.attributes(file, "modification"))
say("touch one", lfs.touch(file, 3000), lfs.attributes(file, "access"), lfs.attributes(file, "modification"))
say("touch now", lfs.touch(file), lfs.attributes(file, "modification") > 1000000)
say("touch nothing", lfs.touch(root .. "/none"))

local all = lfs.attributes(file)
local keys = {}
for k, v in pairs(all) do keys[#keys + 1] = k .. ":" .. (math.type(v) or type(v)) end
table.sort(keys)
say(table.concat(keys, " "))
local mine = { left = "alone", size = -1 }
say("own table", lfs.attributes(file, mine) == mine, mine.left, mine.size)
say("not there", lfs.attributes(root .. "/none"))
say("bad name", pcall(lfs.attributes, file, "colour"))
say("no name", pcall(lfs.attributes))

say("link", lfs.link(file, root .. "/hard"), lfs.attributes(file, "nlink"))
say("symlink", lfs.link("file.txt", root .. "/soft", true), lfs.attributes(root .. "/soft", "mode"), lfs.symlinkattributes(root .. "/soft", "mode"))
say("target", lfs.symlinkattributes(root .. "/soft", "target"), lfs.symlinkattributes(root .. "/soft").target, lfs.symlinkattributes(file).target)
say("no target", lfs.symlinkattributes(file, "target"))
say("link fails", lfs.link(root .. "/none", root .. "/x"))
say("names", names(root))

local iter, dir = lfs.dir(root)
say("iterator", type(iter), type(dir), type(dir:next()), type(iter(dir)))
dir:close()
dir:close()
say("closed", pcall(dir.next, dir))
say("no directory", pcall(lfs.dir, root .. "/none"))
say("a file", pcall(lfs.dir, file))
say("not one", (pcall(iter, {})))
local rest = select(4, lfs.dir(root))
say("to be closed", type(rest))
for name in lfs.dir(root) do if name then break end end

f = assert(io.open(file, "r+"))
say("lock", lfs.lock(f, "w"), lfs.lock(f, "r", 0, 2), lfs.unlock(f), lfs.unlock(f, 0, 2))
say("setmode", lfs.setmode(f, "binary"))
say("bad mode", pcall(lfs.lock, f, "x"))
say("bad setmode", pcall(lfs.setmode, f, "x"))
f:close()
say("closed file", pcall(lfs.lock, f, "w"))
say("no file", (pcall(lfs.lock, 1, "w")))

local lock = lfs.lock_dir(root)
say("lock_dir", type(lock), names(root))
say("taken", lfs.lock_dir(root))
lock:free()
lock:free()
say("free", names(root))

say("rmdir of a file", lfs.rmdir(file))
say("rmdir full", lfs.rmdir(root))
for _, name in ipairs { "file.txt", "hard", "soft" } do os.remove(root .. "/" .. name) end
say("rmdir", lfs.rmdir(root .. "/sub"), lfs.rmdir(root), lfs.attributes(root, "mode"))
-- Output:
-- global	true
-- mkdir	true
-- again	nil	File exists	17
-- under nothing	nil	No such file or directory	2
-- empty	. ..
-- mode	directory	directory	rwx
-- names	. .. file.txt sub
-- size	5	file	1
-- touch	true	1000	2000
-- touch one	true	3000	3000
-- touch now	true	true
-- touch nothing	nil	No such file or directory	2
-- access:integer blksize:integer blocks:integer change:integer dev:integer gid:integer ino:integer mode:string modification:integer nlink:integer permissions:string rdev:integer size:integer uid:integer
-- own table	true	alone	5
-- not there	nil	cannot obtain information from file 'ROOT/none': No such file or directory	2
-- bad name	false	invalid attribute name 'colour'
-- no name	false	bad argument #1 to 'lfs.attributes' (string expected, got no value)
-- link	true	2
-- symlink	true	file	link
-- target	file.txt	file.txt	nil
-- no target	nil	could not obtain link target: Invalid argument	22
-- link fails	nil	No such file or directory	2
-- names	. .. file.txt hard soft sub
-- iterator	function	userdata	string	string
-- closed	false	bad argument #1 to '?' (closed directory)
-- no directory	false	cannot open ROOT/none: No such file or directory
-- a file	false	cannot open ROOT/file.txt: Not a directory
-- not one	false
-- to be closed	userdata
-- lock	true	true	true	true
-- setmode	true	binary
-- bad mode	false	lock: invalid mode
-- bad setmode	false	bad argument #2 to 'lfs.setmode' (invalid option 'x')
-- closed file	false	lock: closed file
-- no file	false
-- lock_dir	userdata	. .. file.txt hard lockfile.lfs soft sub
-- taken	nil	File exists
-- free	. .. file.txt hard soft sub
-- rmdir of a file	nil	Not a directory	20
-- rmdir full	nil	Directory not empty	39
-- rmdir	true	true	nil	cannot obtain information from file 'ROOT': No such file or directory	2
