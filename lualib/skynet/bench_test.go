package skynet_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/wsbridge"
)

const answering = `
local skynet = require "skynet"
local n = 0
local CMD = {}
function CMD.echo(...) skynet.retpack(...) end
function CMD.pack(...) skynet.ret(skynet.pack(...)) end
function CMD.count() n = n + 1 end
function CMD.counted() skynet.retpack(n) end
function CMD.quit() skynet.ret() skynet.exit() end
skynet.start(function()
	skynet.dispatch("lua", function(session, source, cmd, ...) CMD[cmd](...) end)
end)
`

// benchScript runs a script that asks the service answering; %d is b.N.
func benchScript(b *testing.B, script string) {
	dir := b.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write("answering.lua", answering)
	write("main.lua", `local skynet = require "skynet"
skynet.start(function()
	local a = skynet.newservice "answering"
	`+script+`
	skynet.exit()
end)`)
	h := luahost.New(luahost.Options{ServicePath: dir + "/?.lua", Modules: lualib.Modules(&wsbridge.Server{}, &wsbridge.Sockets{})})
	defer h.Close(context.Background())
	b.ReportAllocs()
	b.ResetTimer()
	s, err := skynet.Launch(h, "main", fmt.Sprint(b.N))
	if err != nil {
		b.Fatal(err)
	}
	<-s.Gone()
	if err := s.Failure(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}

// BenchmarkNewService is a service from its start to its end.
func BenchmarkNewService(b *testing.B) {
	benchScript(b, fmt.Sprintf(`for i = 1, %d do skynet.call(skynet.newservice "answering", "lua", "quit") end`, b.N))
}

func BenchmarkCall(b *testing.B) {
	benchScript(b, fmt.Sprintf(`for i = 1, %d do skynet.call(a, "lua", "echo", i) end`, b.N))
}

// Several callers at once.
func BenchmarkCallMany(b *testing.B) {
	benchScript(b, fmt.Sprintf(`local left = 16
	for j = 1, 16 do
		skynet.fork(function()
			for i = 1, %d // 16 do skynet.call(a, "lua", "echo", i) end
			left = left - 1
			if left == 0 then skynet.wakeup(a) end
		end)
	end
	skynet.wait(a)`, b.N))
}

func BenchmarkSend(b *testing.B) {
	benchScript(b, fmt.Sprintf(`for i = 1, %d do
		skynet.send(a, "lua", "count", i, "text")
		if i %% 1000 == 0 then skynet.call(a, "lua", "counted") end
	end
	skynet.call(a, "lua", "counted")`, b.N))
}

func BenchmarkCallTable(b *testing.B) {
	benchScript(b, fmt.Sprintf(`local t = {}
	for i = 1, 5000 do t[i] = i; t["k" .. i] = {i} end
	for i = 1, %d do skynet.call(a, "lua", "echo", t) end`, b.N))
}

func BenchmarkCallString(b *testing.B) {
	benchScript(b, fmt.Sprintf(`local s = ("x"):rep(1 << 20)
	for i = 1, %d do skynet.call(a, "lua", "echo", s) end`, b.N))
}
