package vm

import (
	"fmt"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// A long key, and one that is met often, are the strings that they were.
func TestKeyString(t *testing.T) {
	for i := range 3 * keyPlaces {
		for _, s := range []string{"", "name", fmt.Sprint("k", i), strings.Repeat("x", maxKey+i%3)} {
			for range 3 {
				if v := KeyString(s); v != lua.LString(s) {
					t.Fatalf("%q is %q", s, v)
				}
			}
		}
	}
	text := []byte("x")
	if n := testing.AllocsPerRun(100, func() { KeyString(string(text)) }); n != 0 {
		t.Errorf("%v allocations for a known key", n)
	}
}
