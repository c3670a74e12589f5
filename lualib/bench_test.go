package lualib_test

import (
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/wsbridge"
)

// BenchmarkEcho is a message to a handler and back, over a TCP connection.
func BenchmarkEcho(b *testing.B) {
	for _, way := range ways {
		for _, inFlight := range []int{1, 16} {
			b.Run(fmt.Sprintf("%s/inflight=%d", way.name, inFlight), func(b *testing.B) {
				c := dial(b, way.serve(b, "echo"))
				send, want := frames(32, inFlight)
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; i < b.N; i += inFlight {
					c.ask(b, send, want)
				}
			})
		}
	}
}

// BenchmarkBroadcast is a delivery of a message to 100 clients which are in a table.
func BenchmarkBroadcast(b *testing.B) {
	for _, way := range ways[1:] {
		b.Run(way.name, func(b *testing.B) {
			const receivers = 100
			broadcast := broadcasts(b, way.serve(b, "broadcast"), receivers, 125)
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; i < b.N; i += receivers {
				broadcast()
			}
		})
	}
}

// BenchmarkHeavy is the CPU-heavy job of test/bench, without a connection.
func BenchmarkHeavy(b *testing.B) {
	file := writeScript(b, `
package.path = "../test/bench/scripts/class/?.lua;" .. package.path
local skynet = require "skynet"
local job = require "heavyjob"
skynet.start(function()
	local state = {scores = {}, hits = {}}
	for _ = 1, %s do
		job(state, [[{"id":4711,"user":"player-00042","step":3,"items":[{"name":"sword","count":1,"price":129.99},{"name":"arrow","count":64,"price":0.25}]}]])
	end
	skynet.exit()
end)`, fmt.Sprint(b.N))
	h := luahost.New(luahost.Options{Modules: lualib.Modules(&wsbridge.Server{}, &wsbridge.Sockets{}), Services: lualib.Services(), Log: io.Discard})
	defer h.Close(context.Background())
	b.ReportAllocs()
	b.ResetTimer()
	s, err := h.Launch(file)
	if err != nil {
		b.Fatal(err)
	}
	<-s.Gone()
	if err := s.Failure(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkConnect is a connection, with what a state for each costs, and its end.
func BenchmarkConnect(b *testing.B) {
	for _, way := range ways {
		b.Run(way.name, func(b *testing.B) {
			addr := way.serve(b, "echo")
			send, want := frames(32, 1)
			bye := []byte{0x88, 0x82, 0, 0, 0, 0, 3, 232}
			b.ReportAllocs()
			for b.Loop() {
				c := dial(b, addr)
				c.ask(b, send, want)
				c.Write(bye)
				io.Copy(io.Discard, c.in)
				c.Close()
			}
		})
	}
}
