package stdlib

import (
	"crypto/rand"
	"strings"
	"sync"
	"weak"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// string.dump gives no bytecode but a handle: a name that can't be guessed for
// the function's prototype, which load of the same process takes back. A
// prototype lives as long as somebody has it, and the last so many dumped ones
// anyway, so that a handle may travel to a service that loads it later.

const (
	// dumpMark is the header of 5.4's binary chunks: signature, version, format,
	// check data, sizes, an integer and a float.
	dumpMark = "\x1bLua\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08" +
		"\x78\x56\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x28\x77\x40"
	dumpSize = len(dumpMark) + 16
	dumpKept = 1024
)

var dumps = struct {
	sync.Mutex
	byName map[string]weak.Pointer[lua.FunctionProto]
	names  map[weak.Pointer[lua.FunctionProto]]string
	recent [dumpKept]*lua.FunctionProto
	next   int
}{
	byName: map[string]weak.Pointer[lua.FunctionProto]{},
	names:  map[weak.Pointer[lua.FunctionProto]]string{},
}

func dumpProto(p *lua.FunctionProto) string {
	dumps.Lock()
	defer dumps.Unlock()
	w := weak.Make(p)
	name, ok := dumps.names[w]
	if !ok {
		var id [dumpSize - len(dumpMark)]byte
		_, _ = rand.Read(id[:])
		name = dumpMark + string(id[:])
		dumps.names[w], dumps.byName[name] = name, w
	}
	if dumps.recent[dumps.next] = p; dumps.next == 0 { // once a round: forget what is gone
		for name, w := range dumps.byName {
			if w.Value() == nil {
				delete(dumps.byName, name)
				delete(dumps.names, w)
			}
		}
	}
	dumps.next = (dumps.next + 1) % dumpKept
	return name
}

// undump is the prototype of a handle; msg is an error.
func undump(s string) (p *lua.FunctionProto, msg string) {
	if len(s) < dumpSize {
		return nil, "truncated chunk"
	}
	dumps.Lock()
	defer dumps.Unlock()
	if p = dumps.byName[s[:dumpSize]].Value(); p != nil {
		return p, ""
	}
	if strings.HasPrefix(s, dumpMark) {
		return nil, "no such function in this process"
	}
	return nil, "not a binary chunk"
}

func strDump(L *lua.LState) int {
	f, ok := L.Get(1).(*lua.LFunction)
	if !ok {
		vm.TypeError(L, 1, "function")
	}
	if f.IsG {
		vm.Errorf(L, "unable to dump given function")
	}
	p := f.Proto
	if lua.LVAsBool(L.Get(2)) {
		p = strip(p)
	}
	L.Push(lua.LString(dumpProto(p)))
	return 1
}

// strip is p without its debug information.
func strip(p *lua.FunctionProto) *lua.FunctionProto {
	q := *p
	q.SourceName = "=?"
	q.DbgSourcePositions, q.DbgLocals, q.DbgCalls, q.DbgUpvalues = nil, nil, nil, nil
	q.FunctionPrototypes = make([]*lua.FunctionProto, len(p.FunctionPrototypes))
	for i, inner := range p.FunctionPrototypes {
		q.FunctionPrototypes[i] = strip(inner)
	}
	return &q
}
