// Package e2e shows what no single package can: scripts that serve websocket
// clients which know nothing of luaws.
package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/luaws/luaws/test/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// testContext bounds a test's waiting, so that a hang is a failure with a line
// number.
func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// noPatience is a context that is done.
func noPatience() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// until returns when a condition holds that nothing tells of.
func until(t testing.TB, holds func() bool) {
	t.Helper()
	for ctx := testContext(t); !holds(); {
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			t.Fatal("it doesn't come to that")
		}
	}
}
