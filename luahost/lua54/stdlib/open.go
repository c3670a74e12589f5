package stdlib

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// funcs are the functions of one library.
type funcs map[string]lua.LGFunction

var libraryNames = []string{"string", "table", "math", "utf8", "os", "io", "coroutine", "debug"}

var libraries = map[string]funcs{
	"_G": {
		"assert": baseAssert, "collectgarbage": baseCollectgarbage, "dofile": baseDofile,
		"error": baseError, "getmetatable": baseGetmetatable, "ipairs": baseIpairs,
		"load": baseLoad, "loadfile": baseLoadfile, "pairs": basePairs, "pcall": basePcall,
		"print": basePrint, "rawequal": baseRawequal, "rawget": baseRawget, "rawlen": baseRawlen,
		"rawset": baseRawset, "select": baseSelect, "setmetatable": baseSetmetatable,
		"tonumber": baseTonumber, "tostring": baseTostring, "type": baseType, "warn": baseWarn,
		"xpcall": baseXpcall,
	},
	"string": {
		"byte": strByte, "char": strChar, "dump": strDump, "find": strFind, "format": strFormat,
		"gmatch": strGmatch, "gsub": strGsub, "len": strLen, "lower": strLower, "match": strMatch,
		"pack": strPack, "packsize": strPacksize, "rep": strRep, "reverse": strReverse,
		"sub": strSub, "unpack": strUnpack, "upper": strUpper,
	},
	"table": {
		"concat": tabConcat, "insert": tabInsert, "move": tabMove, "pack": tabPack,
		"remove": tabRemove, "sort": tabSort, "unpack": tabUnpack,
	},
	"math": {
		"abs": mathAbs, "acos": floatFn(math.Acos), "asin": floatFn(math.Asin), "atan": mathAtan,
		"ceil": roundFn(math.Ceil), "cos": floatFn(math.Cos), "deg": floatFn(mathDeg),
		"exp": floatFn(math.Exp), "floor": roundFn(math.Floor), "fmod": mathFmod, "log": mathLog,
		"max": mathMax, "min": mathMin, "modf": mathModf, "rad": floatFn(mathRad),
		"random": mathRandom, "randomseed": mathRandomseed, "sin": floatFn(math.Sin),
		"sqrt": floatFn(math.Sqrt), "tan": floatFn(math.Tan), "tointeger": mathTointeger,
		"type": mathType, "ult": mathUlt,
	},
	"utf8": {
		"char": utf8Char, "codepoint": utf8Codepoint, "codes": utf8Codes, "len": utf8Len,
		"offset": utf8Offset,
	},
	"os": {
		"clock": osClock, "date": osDate, "difftime": osDifftime, "execute": osExecute,
		"exit": osExit, "getenv": osGetenv, "remove": osRemove, "rename": osRename,
		"setlocale": osSetlocale, "time": osTime, "tmpname": osTmpname,
	},
	"io": {
		"close": ioClose, "flush": ioFlush, "input": ioInput, "lines": ioLines, "open": ioOpen,
		"output": ioOutput, "popen": ioPopen, "read": ioRead, "tmpfile": ioTmpfile,
		"type": ioType, "write": ioWrite,
	},
	"coroutine": {
		"close": coClose, "create": coCreate, "isyieldable": coIsyieldable, "resume": coResume,
		"running": coRunning, "status": coStatus, "wrap": coWrap, "yield": coYield,
	},
	"debug": {
		"debug": dbDebug, "gethook": dbGethook, "sethook": dbSethook, "getinfo": dbGetinfo, "getlocal": dbGetlocal,
		"getmetatable": dbGetmetatable, "getregistry": dbGetregistry, "getupvalue": dbGetupvalue,
		"getuservalue": dbGetuservalue, "setcstacklimit": dbSetcstacklimit, "setlocal": dbSetlocal,
		"setmetatable": dbSetmetatable, "setupvalue": dbSetupvalue, "setuservalue": dbSetuservalue,
		"traceback": AddTraceback, "upvalueid": dbUpvalueid, "upvaluejoin": dbUpvaluejoin,
	},
}

var fileMethods = funcs{
	"close": fileClose, "flush": fileFlush, "lines": fileLines, "read": fileRead,
	"seek": fileSeek, "setvbuf": fileSetvbuf, "write": fileWrite,
}

var fileEvents = funcs{"__gc": fileGC, "__close": fileGC, "__tostring": fileTostring}

var stringEvents = funcs{
	"__add":  stringArith("__add", arith(lua.OP_ADD)),
	"__sub":  stringArith("__sub", arith(lua.OP_SUB)),
	"__mul":  stringArith("__mul", arith(lua.OP_MUL)),
	"__div":  stringArith("__div", arith(lua.OP_DIV)),
	"__mod":  stringArith("__mod", arith(lua.OP_MOD)),
	"__pow":  stringArith("__pow", arith(lua.OP_POW)),
	"__idiv": stringArith("__idiv", vm.IDiv),
	"__unm":  stringArith("__unm", func(L *lua.LState, a, _ lua.LValue) lua.LValue { return vm.Unm(L, a) }),
}

func arith(op int) func(L *lua.LState, a, b lua.LValue) lua.LValue {
	return func(L *lua.LState, a, b lua.LValue) lua.LValue { return vm.Arith(L, op, a, b) }
}

// objects are the functions as Lua values, one each for the whole process.
var objects = func() map[string]map[string]*lua.LFunction {
	all := map[string]map[string]*lua.LFunction{}
	for name, lib := range libraries {
		all[name] = lib.values()
	}
	all["_G"]["next"] = vm.Next
	all["FILE*"] = fileEvents.values()
	all["file"] = fileMethods.values()
	all["str"] = stringEvents.values()
	return all
}()

func (f funcs) values() map[string]*lua.LFunction {
	m := make(map[string]*lua.LFunction, len(f))
	for name, fn := range f {
		m[name] = vm.NewFunction(fn)
	}
	return m
}

func newTable(name string) *vm.Table {
	t := vm.NewTable(0, len(objects[name])+4)
	for key, f := range objects[name] {
		t.RawSet(vm.Const(key), f) // as scripts have it: found by a word
	}
	return t
}

// Library makes the table of one library ("_G": the base functions), with
// functions that all states share.
func Library(name string, compat51 bool) *vm.Table {
	t := newTable(name)
	switch name {
	case "_G":
		t.RawSetString("_VERSION", lua.LString("Lua 5.4"))
		if compat51 {
			t.RawSetString("unpack", objects["table"]["unpack"])
			t.RawSetString("loadstring", objects["_G"]["load"])
		}
	case "io":
		for i, name := range [...]string{"stdin", "stdout", "stderr"} {
			t.RawSet(vm.Const(name), stdFiles[i])
		}
	case "math":
		t.RawSetString("pi", vm.Flt(math.Pi))
		t.RawSetString("huge", vm.Flt(math.Inf(1)))
		t.RawSetString("maxinteger", vm.Int(math.MaxInt64))
		t.RawSetString("mininteger", vm.Int(math.MinInt64))
	case "utf8":
		t.RawSetString("charpattern", lua.LString(utf8Pattern))
	}
	return t
}

// StringMeta makes the metatable of strings; methods is the string library.
func StringMeta(methods *vm.Table) *vm.Table {
	t := newTable("str")
	t.RawSetString("__index", methods)
	return t
}

func newFileMeta() *vm.Table {
	t := newTable("FILE*")
	t.RawSetString("__index", newTable("file"))
	t.RawSetString("__name", lua.LString(fileType))
	return t
}

// Attach gives a state what the libraries need from its host; states may share
// that. It has to be called for every state, also one made from a template.
func Attach(st *vm.State, opt *Options) {
	st.Lib = opt
	if st.Traceback == nil {
		st.Traceback = func(L *lua.LState, level int) string { return Traceback(L, "", level) }
	}
}

// Open fills the globals of a state with all libraries.
func Open(st *vm.State, opt Options) {
	Attach(st, &opt)
	g := st.Globals()
	base := Library("_G", opt.Compat51)
	for k, v, _ := base.Next(lua.LNil); k != lua.LNil; k, v, _ = base.Next(k) {
		g.RawSet(k, v)
	}
	g.RawSetString("_G", g)
	for _, name := range libraryNames {
		g.RawSet(vm.Const(name), Library(name, opt.Compat51))
	}
	st.SetTypeMeta(lua.LTString, StringMeta(g.RawGetString("string").(*vm.Table)))
}
