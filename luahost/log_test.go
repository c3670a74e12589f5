package luahost_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
)

func TestLogTime(t *testing.T) {
	f := newFixture(t, luahost.Options{LogTime: true})
	s := f.launch(t, "")
	f.clock.Advance(2*time.Second + 340*time.Millisecond)
	s.Log("a line")
	at := time.Date(2026, 1, 2, 3, 4, 7, 0, time.UTC).Local().Format("02/01/06 15:04:05")
	if want := at + ".34 [:00000008] a line\n"; f.log.String() != want {
		t.Errorf("got  %qwant %q", f.log, want)
	}
}

func TestDivertLog(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	s := f.launch(t, "")
	f.DivertLog(func(addr uint32, text string) bool {
		fmt.Fprintf(f.stdout, "%d %s\n", addr, text)
		return text != "as always"
	})
	s.Log("one")
	s.Log("as always")
	f.LogError(fmt.Errorf("of no service"))
	if got := f.stdout.String(); got != "8 one\n8 as always\n0 of no service\n" {
		t.Error(got)
	}
	if got := f.log.String(); got != "[:00000008] as always\n" {
		t.Error(got)
	}
}

func TestLogFile(t *testing.T) {
	dir := project(t, map[string]string{"log": "old\n"})
	l, err := luahost.OpenLogFile(dir + "log")
	if err != nil {
		t.Fatal(err)
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprintln(l, "one")
	check(os.Rename(dir+"log", dir+"log.1"))
	fmt.Fprintln(l, "two")
	check(l.Reopen())
	fmt.Fprintln(l, "three")
	check(os.Remove(dir + "log"))
	check(os.Mkdir(dir+"log", 0o755))
	if l.Reopen() == nil {
		t.Error("a folder was opened")
	}
	_, err = fmt.Fprintln(l, "still")
	check(err)
	check(l.Close())
	if _, err := fmt.Fprintln(l, "closed"); err == nil {
		t.Error("written to a closed file")
	}
	if b, _ := os.ReadFile(dir + "log.1"); string(b) != "old\none\ntwo\n" {
		t.Errorf("%q", b)
	}
	if _, err := luahost.OpenLogFile(dir + "no/such/folder"); !os.IsNotExist(err) {
		t.Error(err)
	}
}

func TestEnv(t *testing.T) {
	env := map[string]string{"start": "main"}
	f := newFixture(t, luahost.Options{Env: env})
	if v, ok := f.Getenv("start"); v != "main" || !ok || f.Setenv("start", "x") || !f.Setenv("other", "y") {
		t.Error(v, ok)
	}
	if len(env) != 1 {
		t.Error("the host has written to what it was given")
	}
}
