package vm_test

import (
	"sync"
	"testing"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// TestHintsShared: states on several threads run one function on tables of
// different layouts, and each finds what is in its own.
func TestHintsShared(t *testing.T) {
	p, err := vm.Compile(`
		local kind = ...
		local o = {}
		for i = 1, kind do o["x" .. i] = i end
		o.value = kind
		function o:get() return self.value end
		for i = 1, 20000 do
			o.value = o.value + 1
			assert(o:get() == kind + i and o.missing == nil)
		end
		return o.value`, "=shared")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for kind := range 6 {
		st := newState(t, vm.Options{})
		wg.Go(func() {
			r, err := st.Call(st.Load(p, nil), vm.Int(int64(kind*3)))
			if err != nil || r[0] != vm.Int(int64(kind*3+20000)) {
				t.Error(kind, r, err)
			}
		})
	}
	wg.Wait()
}
