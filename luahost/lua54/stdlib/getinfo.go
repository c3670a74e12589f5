package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/syntax"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

// threadArg is the optional thread that debug functions take first; shift is how
// many arguments it took.
func threadArg(L *lua.LState) (co *vm.Coroutine, shift int) {
	if co, ok := L.Get(1).(*vm.Coroutine); ok {
		return co, 1
	}
	return nil, 0
}

// frameAt is level n of a thread (nil: the running one).
func frameAt(L *lua.LState, co *vm.Coroutine, n int64) (vm.Frame, bool) {
	if n < 0 || n > 1<<30 {
		return vm.Frame{}, false
	}
	if co != nil {
		return vm.CoroutineLevel(L, co, int(n))
	}
	return vm.Level(L, int(n))
}

const infoOptions = "SlnrutLf"

func dbGetinfo(L *lua.LState) int {
	co, shift := threadArg(L)
	options := vm.OptStr(L, shift+2, "flnSrtu")
	if strings.HasPrefix(options, ">") {
		vm.ArgError(L, shift+2, "invalid option '>'")
	}
	var frame vm.Frame
	f, isFunc := L.Get(shift + 1).(*lua.LFunction)
	if !isFunc {
		var ok bool
		if frame, ok = frameAt(L, co, vm.CheckInt(L, shift+1)); !ok {
			L.Push(lua.LNil)
			return 1
		}
		f = frame.Func()
	}
	if strings.Trim(options, infoOptions) != "" {
		vm.ArgError(L, shift+2, "invalid option")
	}
	t := vm.NewTable(0, 8)
	has := func(c byte) bool { return strings.IndexByte(options, c) >= 0 }
	if has('S') {
		sourceInfo(t, f)
	}
	if has('l') {
		line := -1
		if !isFunc {
			line = frame.Line()
		}
		t.RawSetString("currentline", vm.Int(int64(line)))
	}
	if has('u') {
		params, vararg := 0, true
		if !f.IsG {
			params, vararg = int(f.Proto.NumParameters), f.Proto.IsVarArg != 0
		}
		t.RawSetString("nups", vm.Int(int64(upvalueCount(f))))
		t.RawSetString("nparams", vm.Int(int64(params)))
		t.RawSetString("isvararg", lua.LBool(vararg))
	}
	if has('n') {
		what, name := "", ""
		if !isFunc {
			what, name = frame.Name()
		}
		t.RawSetString("namewhat", lua.LString(what))
		if name != "" {
			t.RawSetString("name", lua.LString(name))
		}
	}
	if has('r') {
		first, n := 0, 0
		if !isFunc {
			first, n = frame.Transfer()
		}
		t.RawSetString("ftransfer", vm.Int(int64(first)))
		t.RawSetString("ntransfer", vm.Int(int64(n)))
	}
	if has('t') {
		t.RawSetString("istailcall", lua.LBool(!isFunc && frame.Tail()))
	}
	if has('L') && !f.IsG {
		t.RawSetString("activelines", activeLines(f.Proto))
	}
	if has('f') {
		t.RawSetString("func", f)
	}
	L.Push(t)
	return 1
}

func sourceInfo(t *vm.Table, f *lua.LFunction) {
	source, short, what, first, last := "=[C]", "[C]", "C", -1, -1
	if !f.IsG {
		p := f.Proto
		source, short, what = p.SourceName, syntax.ChunkID(p.SourceName), "Lua"
		if first, last = p.LineDefined, p.LastLineDefined; first == 0 {
			what = "main"
		}
	}
	t.RawSetString("source", lua.LString(source))
	t.RawSetString("short_src", lua.LString(short))
	t.RawSetString("linedefined", vm.Int(int64(first)))
	t.RawSetString("lastlinedefined", vm.Int(int64(last)))
	t.RawSetString("what", lua.LString(what))
}

// activeLines are the lines that have code.
func activeLines(p *lua.FunctionProto) *vm.Table {
	t := vm.NewTable(0, 0)
	for _, line := range p.DbgSourcePositions {
		if line > 0 {
			t.RawSet(vm.Int(int64(line)), lua.LTrue)
		}
	}
	return t
}
