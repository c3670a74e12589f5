package stdlib

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// warner is what warn keeps: it is off until warn("@on").
type warner struct{ on bool }

func baseWarn(L *lua.LState) int {
	n := max(L.GetTop(), 1)
	var msg string
	for i := 1; i <= n; i++ {
		msg += vm.CheckStr(L, i)
	}
	l := libOf(L)
	if n == 1 && len(msg) > 0 && msg[0] == '@' { // a control message
		switch msg {
		case "@on":
			l.warn.on = true
		case "@off":
			l.warn.on = false
		}
		return 0
	}
	if l.warn.on {
		_ = l.standard(2).write([]byte("Lua warning: " + msg + "\n"))
	}
	return 0
}
