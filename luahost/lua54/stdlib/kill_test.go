package stdlib

import (
	"bytes"
	"sync/atomic"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// hostile programs that spend their time inside one call of the library.
var hostile = map[string]string{
	"pattern":       `(("a"):rep(1000000)):find(".-b")`,
	"backtrack":     `(("a"):rep(100000)):find("a*a*a*a*a*b")`,
	"balance":       `(("("):rep(1000000)):find("%b()x")`,
	"captures":      `(("a"):rep(100000)):match("(.-)(.-)%1%2b")`,
	"gsub":          `local s = ("a"):rep(200000) s:gsub(".-b", "")`,
	"gmatch":        `for _ in (("a"):rep(1000000)):gmatch("a-b") do end`,
	"sort":          `local t = {} for i = 1, 1000000 do t[i] = i * 7919 % 1000003 end while true do table.sort(t, nil) t[1], t[500000] = t[500000], t[1] end`,
	"sort strings":  `local t = {} for i = 1, 100000 do t[i] = tostring(i * 7919 % 1000003) end while true do table.sort(t) for i = 1, 100 do t[i] = t[i] .. "x" end end`,
	"sort function": `local t = {} for i = 1, 100000 do t[i] = i * 7919 % 100003 end while true do table.sort(t, function(a, b) return a > b end) table.sort(t) end`,
	"rep":           `while true do local s = ("x"):rep(30000000) end`,
	"rep sep":       `while true do local s = ("x"):rep(10000000, "y") end`,
	"concat":        `local t = {} for i = 1, 300000 do t[i] = "0123456789" end while true do table.concat(t, ",") end`,
	"concat meta":   `table.concat(setmetatable({}, {__index = function() return "x" end, __len = function() return 1 << 40 end}))`,
	"move":          `table.move({}, 1, 1 << 40, 2)`,
	"insert":        `table.insert(setmetatable({}, {__len = function() return 1 << 40 end}), 1, 1)`,
	"remove":        `table.remove(setmetatable({}, {__len = function() return 1 << 40 end}), 1)`,
	"sort proxy":    `table.sort(setmetatable({}, {__len = function() return 1 << 30 end, __index = function(_, k) return k end}))`,
	"utf8.len":      `local s = ("x"):rep(30000000) while true do utf8.len(s) end`,
	"format":        `local s = ("x"):rep(1000000) while true do local t = string.format("%s%s%s%s%s%s%s%s", s, s, s, s, s, s, s, s) end`,
	"quote":         `local s = ("\n"):rep(10000000) while true do local t = string.format("%q", s) end`,
	"reverse":       `local s = ("x"):rep(10000000) while true do s = s:reverse() s = s:upper() s = s:lower() end`,
	"load":          `while true do load(function() return "--" end) end`,
	"unpack":        `local t = {} for i = 1, 100000 do t[i] = i end while true do local n = select("#", table.unpack(t)) end`,
	"pack":          `while true do local s = string.pack("c10000000", "") end`,
	"byte":          `local s = ("x"):rep(200000) while true do local n = select("#", s:byte(1, -1)) end`,
	"random":        `while true do math.random(1, 1 << 62) end`,
	"ipairs":        `for _ in ipairs(setmetatable({}, {__index = function() return 1 end})) do end`,
	"date":          `while true do os.date(("%c"):rep(10000)) end`,
	"pcall":         `while true do pcall(string.rep, "x", -1) pcall(error) end`,
	"coroutines":    `while true do coroutine.wrap(function() coroutine.yield() end)() end`,
}

// hang is what is no question of speed any more: a call that doesn't look at the
// flag would go on for far longer, or for ever. -v tells the times.
const hang = 20 * time.Second

func TestKillInLibrary(t *testing.T) {
	for name, src := range hostile {
		t.Run(name, func(t *testing.T) {
			late := stopTime(t, src)
			if t.Logf("stopped after %v", late); late > hang {
				t.Errorf("stopped %v after the flag", late)
			}
		})
	}
}

// stopTime runs src and kills it; it gives how long it went on.
func stopTime(t *testing.T, src string) time.Duration {
	p, err := vm.Compile(src, "=hostile")
	if err != nil {
		t.Fatal(err)
	}
	st := newTestState(t, &bytes.Buffer{})
	var killed atomic.Int64
	timer := time.AfterFunc(100*time.Millisecond, func() {
		killed.Store(time.Now().UnixNano())
		st.Kill(&vm.Error{Value: lua.LString("killed")})
	})
	defer timer.Stop()
	if _, err = st.Call(st.Load(p, nil)); err == nil {
		t.Error("it came to its end")
	}
	if killed.Load() == 0 {
		t.Log("ended by itself:", err)
		return 0
	}
	return time.Duration(time.Now().UnixNano() - killed.Load())
}
