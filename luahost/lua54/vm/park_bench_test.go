package vm_test

import (
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// BenchmarkPark is one park and resume of a task: with Go frames around it, with
// none, and as one of many.
func BenchmarkPark(b *testing.B) {
	for _, x := range []struct {
		name, src string
		warm      int
	}{
		{"held", `while true do park() end`, 64},
		{"warm", `while true do forever() end`, 64},
		{"pcall", `while true do pcall(forever) end`, 64},
		{"frozen", `while true do forever() end`, 0},
	} {
		b.Run(x.name, func(b *testing.B) {
			defer vm.SetMaxWarm(vm.SetMaxWarm(x.warm))
			st := parkState(b, vm.Options{})
			st.Globals().RawSetString("forever", vm.NewFunction(func(L *lua.LState) int { return vm.ParkThen(L, forever{}) }))
			task := start(b, st, x.src)
			b.ReportAllocs()
			for b.Loop() {
				if done, err := task.Resume(); done {
					b.Fatal(err)
				}
			}
		})
	}
}

type forever struct{}

func (forever) Continue(*lua.LState, []lua.LValue) int { return 0 }
func (forever) Unwound()                               {}

// BenchmarkParkParallel is the same on all processors, with one Pool.
func BenchmarkParkParallel(b *testing.B) {
	pool := vm.NewPool(64)
	defer pool.Close()
	b.RunParallel(func(pb *testing.PB) {
		st := parkStateOn(b, pool, vm.Options{})
		st.Globals().RawSetString("forever", vm.NewFunction(func(L *lua.LState) int { return vm.ParkThen(L, forever{}) }))
		task := start(b, st, `while true do forever() end`)
		for pb.Next() {
			if done, err := task.Resume(); done {
				b.Error(err)
			}
		}
	})
}
