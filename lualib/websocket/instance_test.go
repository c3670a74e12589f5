package websocket

import (
	"context"
	"io"
	"os"
	"runtime"
	"testing"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/wsbridge"
)

func TestMain(m *testing.M) { leak.Main(m) }

// opener makes instances of examples/echo.lua, for connections that don't exist.
type opener struct {
	*Serve
	tb testing.TB
}

func newOpener(tb testing.TB, workers int) *opener {
	class, err := os.ReadFile("../class.lua")
	if err != nil {
		tb.Fatal(err)
	}
	modules := skynet.Modules("test")
	modules["class"] = luahost.Module{Source: string(class), Name: "luaws:class.lua"}
	h := luahost.New(luahost.Options{Modules: modules, Log: io.Discard})
	tb.Cleanup(func() { h.Close(context.Background()) })
	v, err := NewServe(h, "../../examples/echo.lua", workers)
	if err != nil {
		tb.Fatal(err)
	}
	return &opener{v, tb}
}

func (o *opener) open(c *wsbridge.Conn) *session {
	x, ok := o.Accept(c).(*session)
	if !ok {
		o.tb.Fatal("no handler")
	}
	return x
}

// drop ends what open has made, without its connection.
func (o *opener) drop(x *session) {
	if x.leave(); o.isolate {
		x.s.Stop()
		<-x.s.Gone()
	}
}

// size is how many bytes of the heap an instance takes, without its connection.
func (o *opener) size() float64 {
	const n = 1000
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	conns, all := make([]wsbridge.Conn, n), make([]*session, n)
	o.drop(o.open(&wsbridge.Conn{}))
	before := heap()
	for i := range all {
		all[i] = o.open(&conns[i])
	}
	size := float64(heap()-before) / n
	for _, x := range all {
		o.drop(x)
	}
	return size
}

// TestInstanceSize bounds what an idle connection costs in Lua.
func TestInstanceSize(t *testing.T) {
	for _, c := range []struct {
		workers int
		most    float64
	}{{0, 3500}, {1, 900}} {
		if size := newOpener(t, c.workers).size(); size > c.most {
			t.Errorf("workers %d: an instance takes %.0f bytes, more than %.0f", c.workers, size, c.most)
		}
	}
}

func benchInstance(b *testing.B, workers int) {
	o := newOpener(b, workers)
	size := o.size()
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		o.drop(o.open(&wsbridge.Conn{}))
	}
	b.ReportMetric(size, "bytes/instance")
}

// BenchmarkIsolated and BenchmarkShared make an instance and end it.
func BenchmarkIsolated(b *testing.B) { benchInstance(b, 0) }
func BenchmarkShared(b *testing.B)   { benchInstance(b, 1) }
