package stdlib

import (
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/syntax"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

const (
	traceFirst = 10 // levels shown of a deep stack
	traceLast  = 11
)

// Traceback is the stack of L from the given level on, in 5.4's form.
func Traceback(L *lua.LState, msg string, level int) string {
	s := traceback(L, nil, level)
	if msg != "" {
		s = msg + "\n" + s
	}
	return s
}

// TracebackOf is the stack of a coroutine.
func TracebackOf(L *lua.LState, co lua.LValue) string {
	c, ok := co.(*vm.Coroutine)
	if !ok {
		return ""
	}
	return traceback(L, c, 0)
}

func traceback(L *lua.LState, co *vm.Coroutine, level int) string {
	var b strings.Builder
	b.WriteString("stack traceback:")
	depth := stackDepth(L, co)
	names := newFuncNames(L)
	for i := level; i < depth; i++ {
		if skip := depth - level - traceFirst - traceLast; skip > 0 && i == level+traceFirst {
			b.WriteString("\n\t...\t(skipping " + strconv.Itoa(skip) + " levels)")
			i += skip - 1
			continue
		}
		f, ok := frameAt(L, co, int64(i))
		if !ok {
			break
		}
		b.WriteString("\n\t")
		if fn := f.Func(); fn.IsG {
			b.WriteString("[C]: in ")
		} else {
			b.WriteString(syntax.ChunkID(fn.Proto.SourceName) + ":")
			if line := f.Line(); line > 0 {
				b.WriteString(strconv.Itoa(line) + ":")
			}
			b.WriteString(" in ")
		}
		b.WriteString(names.describe(f))
		if f.Tail() {
			b.WriteString("\n\t(...tail calls...)")
		}
	}
	return b.String()
}

// stackDepth counts the levels of a thread by doubling, then halving.
func stackDepth(L *lua.LState, co *vm.Coroutine) int {
	has := func(n int) bool {
		_, ok := frameAt(L, co, int64(n))
		return ok
	}
	if !has(0) {
		return 0
	}
	lo, hi := 0, 1 // lo is a level, hi in the end is not
	for has(hi) {
		lo, hi = hi, hi*2
	}
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; has(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// funcNames knows the functions of the loaded modules.
type funcNames map[*lua.LFunction]string

func newFuncNames(L *lua.LState) funcNames {
	names := funcNames{}
	g := vm.StateOf(L).Globals()
	names.add(g, "")
	if pkg, ok := g.RawGetString("package").(*vm.Table); ok {
		if loaded, ok := pkg.RawGetString("loaded").(*vm.Table); ok {
			for k, v, _ := loaded.Next(lua.LNil); k != lua.LNil; k, v, _ = loaded.Next(k) {
				if t, ok := v.(*vm.Table); ok && t != g {
					names.add(t, k.String()+".")
				}
			}
			return names
		}
	}
	for _, name := range libraryNames {
		if t, ok := g.RawGetString(name).(*vm.Table); ok {
			names.add(t, name+".")
		}
	}
	return names
}

// add names the functions of a table; a name once given stays.
func (names funcNames) add(t *vm.Table, prefix string) {
	for k, v, _ := t.Next(lua.LNil); k != lua.LNil; k, v, _ = t.Next(k) {
		f, isFunc := v.(*lua.LFunction)
		name, isName := k.(lua.LString)
		if isFunc && isName && names[f] == "" {
			names[f] = prefix + string(name)
		}
	}
}

// describe says which function runs in a frame.
func (names funcNames) describe(f vm.Frame) string {
	fn := f.Func()
	if name := names[fn]; name != "" {
		return "function '" + name + "'"
	}
	what, name := f.Name()
	switch {
	case what != "":
		return what + " '" + name + "'"
	case fn.IsG:
		return "?"
	case fn.Proto.LineDefined == 0:
		return "main chunk"
	}
	return "function <" + syntax.ChunkID(fn.Proto.SourceName) + ":" + strconv.Itoa(fn.Proto.LineDefined) + ">"
}

// AddTraceback is debug.traceback.
func AddTraceback(L *lua.LState) int {
	co, shift := threadArg(L)
	v := L.Get(shift + 1)
	msg, ok := vm.Str(v)
	if !ok && v != lua.LNil {
		L.Push(v)
		return 1
	}
	level := int64(1)
	if co != nil {
		level = 0
	}
	level = min(max(vm.OptInt(L, shift+2, level), 0), 1<<30)
	s := traceback(L, co, int(level))
	if co != nil && co.Traceback() != "" {
		s = co.Traceback() // as it was when the error was raised
	}
	if ok {
		s = msg + "\n" + s
	}
	L.Push(lua.LString(s))
	return 1
}
