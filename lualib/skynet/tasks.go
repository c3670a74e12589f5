package skynet

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// waiting are the sessions in which tasks wait, in order, and then the tasks
// that wait for something else (number 0).
func (lib *library) waiting() []*session {
	var all []*session
	known := map[*luahost.Task]bool{}
	for _, n := range slices.Sorted(maps.Keys(lib.sessions)) {
		if c := lib.sessions[n]; c.task != nil {
			all = append(all, c)
			known[c.task] = true
		}
	}
	for t := range lib.s.Tasks() {
		if !known[t] && t != lib.s.Current() {
			all = append(all, &session{task: t})
		}
	}
	return all
}

// traceback is where a task waits.
func (c *session) traceback(L *luahost.State) string {
	if c.note != "" {
		return c.note
	}
	return lua54.TracebackOf(L, c.task.Thread())
}

// task() returns how many tasks wait; task(table) fills it with where they are,
// by thread and session; task(session) returns where one is, task(thread) its
// session; task("init") returns where the start function is.
func task(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	switch v := L.Get(1).(type) {
	case *lua.LNilType:
		return lua54.Push(L, lua54.Int(int64(len(lib.waiting()))))
	case *lua54.Table:
		for _, c := range lib.waiting() {
			key := fmt.Sprintf("%s session: %d", c.task.Thread(), c.n)
			v.RawSetString(key, lua.LString(c.traceback(L)))
		}
		return 0
	case *lua54.Coroutine:
		for _, c := range lib.waiting() {
			if c.task.Thread() == lua.LValue(v) {
				return lua54.Push(L, lua54.Int(int64(c.n)))
			}
		}
		return 0
	case lua.LString:
		if v == "init" && lib.starting != nil {
			return lua54.Push(L, lua.LString(lua54.TracebackOf(L, lib.starting.Thread())))
		}
		return 0
	}
	if v := L.Get(1); v.Type() != lua.LTNumber {
		return 0
	}
	n := int(lua54.CheckInt(L, 1))
	switch c := lib.sessions[n]; {
	case c == nil:
		return lua54.Push(L, lua.LString("No session"))
	case c.task == nil:
		return lua54.Push(L, broken)
	default:
		return lua54.Push(L, lua.LString(c.traceback(L)))
	}
}

// uniqTask returns a table of where tasks wait, by how many wait there.
func uniqTask(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	type place struct {
		count    int
		sessions []string
	}
	places := map[string]*place{}
	var order []string
	for _, c := range lib.waiting() {
		at := c.traceback(L)
		p := places[at]
		if p == nil {
			p = &place{}
			places[at] = p
			order = append(order, at)
		}
		if p.count++; p.count < 10 {
			p.sessions = append(p.sessions, strconv.Itoa(c.n))
		}
	}
	all := lua54.NewTable(0, len(order))
	for _, at := range order {
		p := places[at]
		more := ""
		if p.count > 10 {
			more = "..."
		}
		all.RawSetString(fmt.Sprintf("%d\tsessions:[%s%s]\n", p.count, strings.Join(p.sessions, ","), more), lua.LString(at))
	}
	return lua54.Push(L, all)
}

// killThread(thread, or a part of what tostring makes of it) ends a task that
// waits or hasn't begun, and returns its thread; nothing if there is no such
// task. Who asked for what it does gets an error.
func killThread(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	matches := func(t *luahost.Task) bool { return t.Thread() == L.Get(1) }
	if part, ok := L.Get(1).(lua.LString); ok {
		matches = func(t *luahost.Task) bool { return strings.Contains(t.Thread().String(), string(part)) }
	}
	for _, c := range lib.waiting() {
		if matches(c.task) {
			return lib.kill(L, c)
		}
	}
	for t := range lib.s.Forks() {
		if matches(t) {
			return lib.kill(L, &session{task: t})
		}
	}
	return 0
}

func (lib *library) kill(L *luahost.State, c *session) int {
	thread := c.task.Thread()
	lib.abandon(c)
	if !c.task.Kill() {
		return 0
	}
	return lua54.Push(L, thread)
}

// term(address) fails all calls to a service, as if it had ended.
func term(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	lib.down(destinationOf(L, 1))
	return 0
}

// taskFunctions are what modules of ours in Lua need to know (luaws.tasks).
var taskFunctions = map[string]lua.LGFunction{
	"thread": func(L *luahost.State) int { // of the running task
		t := luahost.ServiceOf(L).Current()
		if t == nil {
			return lua54.Push(L, lua.LNil)
		}
		return lua54.Push(L, t.Thread())
	},
}
