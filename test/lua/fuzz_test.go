package lua

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/test/buffer"
	"github.com/luaws/luaws/wsbridge"
)

// TestAnyArguments has services call all functions of all modules with random
// arguments (fuzz/caller.lua). None of it may be a panic of Go, or go on for
// ever. FUZZ_SEED and FUZZ_ROUNDS say what to run; more rounds find more.
func TestAnyArguments(t *testing.T) {
	seed, rounds := number("FUZZ_SEED", 1), number("FUZZ_ROUNDS", 150)
	var stdout, stderr buffer.Buffer
	clock := luahost.NewFakeClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	server := wsbridge.Server{}
	sockets := wsbridge.Sockets{SendQueue: 1 << 20}
	path := "fuzz/?.lua"
	h := luahost.New(luahost.Options{
		Clock: clock, Stdin: strings.NewReader(""), Stdout: &stdout, Log: &stderr, Path: path, ServicePath: path,
		Modules: lualib.Modules(&server, &sockets), Services: lualib.Services(),
		MemoryLimit: 64 << 20, CPULimit: time.Second,
	})
	const services = 4
	var all []*luahost.Service
	for i := range services {
		s, err := skynet.Launch(h, "caller", fmt.Sprint(i+1), fmt.Sprint(seed*services), fmt.Sprint(rounds))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	end := time.After(time.Duration(20+rounds) * time.Second)
	for left := all; len(left) > 0; {
		clock.Step()
		select {
		case <-left[0].Gone():
			left = left[1:]
		case <-end:
			t.Errorf("%d services don't end", len(left))
			left = nil
		case <-time.After(100 * time.Microsecond):
		}
	}
	sockets.CloseAll()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := h.Close(ctx); err != nil {
		t.Error("Close: ", err)
	}
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, "panic") {
			t.Error(line)
		}
	}
	for _, s := range all {
		if err := s.Failure(); err != nil && !strings.Contains(err.Error(), "limit") {
			t.Error(err)
		}
	}
	if t.Failed() {
		t.Log(stdout.String() + stderr.String())
	}
}

func number(env string, def int) int {
	if n, err := strconv.Atoi(os.Getenv(env)); err == nil {
		return n
	}
	return def
}
