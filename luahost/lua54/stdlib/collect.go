package stdlib

import (
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// collectEvery is how often scripts may start a collection if the host doesn't
// say: it is one of the whole process.
const collectEvery = 20 * time.Millisecond

// gcSettings are kept only to be answered: Go's collector decides by itself.
type gcSettings struct {
	stopped      bool
	generational bool
	pause        int64
	stepmul      int64
}

var gcDefaults = gcSettings{pause: 200, stepmul: 100}

func baseCollectgarbage(L *lua.LState) int {
	gc := &libOf(L).gc
	switch checkOption(L, 1, "collect", "collect", "count", "step", "isrunning", "stop", "restart",
		"incremental", "generational", "setpause", "setstepmul") {
	case 0:
		if vm.Collect(L, libOf(L).opt.CollectEvery) {
			pushInt(L, 0)
		} else {
			L.Push(lua.LFalse)
		}
	case 1:
		L.Push(vm.Flt(float64(vm.MemUsed(L)) / 1024))
	case 2:
		vm.OptInt(L, 2, 0)
		vm.Collect(L, libOf(L).opt.CollectEvery)
		L.Push(lua.LTrue)
	case 3:
		L.Push(lua.LBool(!gc.stopped))
	case 4:
		gc.stopped = true
		pushInt(L, 0)
	case 5:
		gc.stopped = false
		pushInt(L, 0)
	case 6:
		gc.setMode(L, false)
	case 7:
		gc.setMode(L, true)
	case 8:
		L.Push(vm.Int(gc.pause))
		gc.pause = vm.OptInt(L, 2, 0)
	case 9:
		L.Push(vm.Int(gc.stepmul))
		gc.stepmul = vm.OptInt(L, 2, 0)
	}
	return 1
}

// setMode answers the mode there was.
func (gc *gcSettings) setMode(L *lua.LState, generational bool) {
	for i := 2; i <= L.GetTop(); i++ {
		vm.OptInt(L, i, 0)
	}
	mode := "incremental"
	if gc.generational {
		mode = "generational"
	}
	L.Push(lua.LString(mode))
	gc.generational = generational
}
