package vm

import (
	"os"
	"regexp"
	"testing"
)

// The mirrors in dispatch.go copy the layout of this release of gopher-lua.
func TestGopherLuaVersion(t *testing.T) {
	mod, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`github\.com/yuin/gopher-lua (\S+)`).FindSubmatch(mod)
	if m == nil || string(m[1]) != gopherLuaVersion {
		t.Fatalf("go.mod has gopher-lua %q, dispatch.go is written for %s: compare vm.go, state.go and function.go of both", m, gopherLuaVersion)
	}
	if s := layoutDiffers(); s != "" {
		t.Fatal(s)
	}
}

func TestConstIsShared(t *testing.T) {
	a, b := Const("some text"), Const("some "+string([]byte("text")))
	if word(&a) != word(&b) || constantOf(&a).s != "some text" || a.String() != "some text" {
		t.Fatal(a, b)
	}
}
