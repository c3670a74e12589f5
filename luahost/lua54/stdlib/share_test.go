package stdlib

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// TestShared runs states of one template on several threads at once: libraries
// are shared, changes to them are not.
func TestShared(t *testing.T) {
	first := vm.NewState(vm.NewPool(0), nil, vm.Options{})
	Open(first, Options{})
	tpl, err := vm.NewTemplate(first)
	if err != nil {
		t.Fatal(err)
	}
	pool := vm.NewPool(4)
	defer pool.Close()
	var src []string
	for _, name := range []string{"strings", "tables", "maths", "utf8s", "coroutines", "files", "base"} {
		b, err := os.ReadFile("../../../test/lua/lang/stdlib/" + name + ".lua")
		if err != nil {
			t.Fatal(err)
		}
		src = append(src, string(b))
	}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range src {
				chunk := src[(i+j)%len(src)] + `
					assert(not string.mine and not getmetatable("").mine and not getmetatable(io.stdout).mine and not math.mine)
					function string.mine() end
					math.mine, getmetatable("").mine, getmetatable(io.stdout).mine = 1, 2, 3
					table.insert, string.len = nil, nil
					assert(("x").mine and not ("x").len)
					math.randomseed(1) local a = math.random(0) math.randomseed(1) assert(a == math.random(0))
				`
				var out bytes.Buffer
				st := vm.NewState(pool, tpl, vm.Options{})
				Attach(st, &Options{Stdout: &out})
				p, err := vm.Compile(chunk, "=shared")
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := st.Call(st.Load(p, nil)); err != nil || !strings.HasSuffix(out.String(), "ok\n") {
					t.Error(err, out.String())
				}
				Close(st)
				st.Close()
			}
		})
	}
	wg.Wait()
}
