package skynet

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
)

// A traced task has a tag (its Label), which goes along with its calls; false:
// it must not be traced. What happens to it is logged.

const typeTrace = 12

// maxTraced bounds the tags of requests that don't come.
const maxTraced = 1000

// traceLine writes one event. Levels of the running function's stack from level
// on are named; 0: none.
func (lib *library) traceLine(L *luahost.State, tag, event string, level int) {
	var where strings.Builder
	if level > 0 {
		for n := 0; n < 3 && level < 30; level++ {
			if pos := lua54.Where(L, level); pos != "" {
				where.WriteString(" " + strings.TrimSuffix(pos, ": "))
				n++
			}
		}
	}
	if where.Len() > 0 {
		event += " :" + where.String()
	}
	lib.s.Log(fmt.Sprintf("<TRACE %s> %d %s", tag, lib.s.Host().Clock().Now().UnixNano(), event))
}

// traceTask writes an event of a task that is traced.
func (lib *library) traceTask(t *luahost.Task, event string) {
	if t != nil {
		lib.traceOf(t.Label, event)
	}
}

func (lib *library) traceOf(label any, event string) {
	if tag, ok := label.(string); ok {
		lib.traceLine(nil, tag, event, 0)
	}
}

// traceHere writes an event of the running task, with the place in its code.
func (lib *library) traceHere(L *luahost.State, event string) {
	if tag, ok := lib.s.CurrentLabel().(string); ok {
		lib.traceLine(L, tag, event, 1)
	}
}

// traceCall announces a call of a traced task to who is called.
func (lib *library) traceCall(L *luahost.State, to destination) {
	if tag, ok := lib.s.CurrentLabel().(string); ok {
		lib.traceLine(L, tag, "call", 1)
		lib.announce(to, tag)
	}
}

func (lib *library) announce(to destination, tag string) {
	to.send(lib.s, luahost.Message{Type: typeTrace, Source: lib.s.Addr(), Body: pack.OfBytes(tag)})
}

// traceNext takes an announcement in.
func (lib *library) traceNext(m *luahost.Message) {
	p, ok := m.Body.(*pack.Parcel)
	if !ok {
		return
	}
	if tag, err := p.Bytes(); err == nil {
		if lib.traced == nil || len(lib.traced) > maxTraced {
			lib.traced = map[uint32]string{}
		}
		lib.traced[m.Source] = tag
	}
}

// traceRequest gives the task of a request its tag.
func (lib *library) traceRequest(t *luahost.Task, source uint32, p *protocol) {
	flag := field(p, "trace")
	if len(lib.traced) == 0 && flag == lua.LNil {
		return
	}
	tag, announced := lib.traced[source]
	delete(lib.traced, source)
	switch {
	case flag == lua.LFalse:
		t.Label = false
	case announced:
		t.Label = tag
		lib.traceLine(nil, tag, "request", 0)
	case lua.LVAsBool(flag):
		lib.traceFrom(t, "")
	}
}

// traceFrom begins to trace a task.
func (lib *library) traceFrom(t *luahost.Task, info string) {
	word := "nil"
	switch l := t.Label.(type) {
	case string:
		word = l
	case bool:
		word = "false"
	}
	lib.s.Log("TRACE " + word)
	if t.Label == false {
		return
	}
	lib.traces++
	tag := fmt.Sprintf(":%08x-%d", lib.s.Addr(), lib.traces)
	t.Label = tag
	if info != "" {
		info = " " + info
	}
	lib.traceLine(nil, tag, "trace"+info, 0)
}

// trace(info) traces the running task from here on.
func trace(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	info := ""
	if L.Get(1) != lua.LNil {
		info = lua54.CheckStr(L, 1)
	}
	if t := s.Current(); t != nil {
		libraryOf(s).traceFrom(t, info)
	}
	return 0
}

// traceTag returns the tag of the running task, false or nil.
func traceTag(L *luahost.State) int {
	if t := luahost.ServiceOf(L).Current(); t != nil {
		switch tag := t.Label.(type) {
		case string:
			return lua54.Push(L, lua.LString(tag))
		case bool:
			return lua54.Push(L, lua.LFalse)
		}
	}
	return lua54.Push(L, lua.LNil)
}

// traceLog(tag, text, [thread,] level) writes a line of a trace.
func traceLog(L *luahost.State) int {
	tag, text := lua54.CheckStr(L, 1), lua54.CheckStr(L, 2)
	level := 0
	switch L.Get(3).(type) {
	case *lua.LNilType, *lua54.Coroutine:
	default:
		level = int(lua54.CheckInt(L, 3))
	}
	libraryOf(luahost.ServiceOf(L)).traceLine(L, tag, text, level)
	return 0
}

// traceProto(typename, flag): true traces each message of a protocol, false
// none, nil those whose sender is traced.
func traceProto(L *luahost.State) int {
	libraryOf(luahost.ServiceOf(L)).protocol(L, 1).RawSetString("trace", L.Get(2))
	return 0
}

// traceCallFunc is tracecall(tag, address, typename, msg, sz): rawcall under a tag.
func traceCallFunc(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	tag, to, p := lua54.CheckStr(L, 1), destinationOf(L, 2), lib.protocol(L, 3)
	lib.traceLine(L, tag, "tracecall begin", 0)
	lib.announce(to, tag)
	c := lib.request(L, 2, to, protocolID(L, p), parcelOf(L, L.Get(4), L.Get(5)))
	c.wait.Park(L)
	if !c.failed {
		lib.traceLine(L, tag, "tracecall end", 0)
	}
	return (*calling)(c).Continue(L, nil)
}
